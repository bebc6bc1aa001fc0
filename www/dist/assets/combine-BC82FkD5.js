var e={$schema:`../public/lesson.schema.json`,version:1,id:`combine`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
`},run:[`docker image build --tag web-ping:v1 .`]},steps:[{text:`step1`,hints:[`step1.hint1`],goals:[{kind:`file`,path:`Dockerfile`,matches:`^ENV TARGET=.*\\\\\\n\\s+METHOD=.*\\\\\\n\\s+INTERVAL=`}]},{text:`step2`,hints:[`step2.hint1`],goals:[{kind:`file`,path:`Dockerfile`,matches:`^CMD[\\s\\S]*^COPY app\\.js \\.\\s*$`},{kind:`image`,image:`web-ping:v3`},{kind:`env`,image:`web-ping:v3`,name:`INTERVAL`,value:`3000`}]}],solution:[{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node

CMD ["node", "/web-ping/app.js"]

ENV TARGET="blog.example.com" \\
    METHOD="HEAD" \\
    INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .
`},{kind:`run`,line:`docker image build --tag web-ping:v3 .`}]};export{e as default};