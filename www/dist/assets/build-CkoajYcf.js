var e={$schema:`../public/lesson.schema.json`,version:1,id:`build`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
`}},steps:[{text:`step1`,hints:[`step1.hint1`],goals:[{kind:`image`,image:`web-ping`},{kind:`imageFile`,image:`web-ping`,path:`/web-ping/app.js`}]},{text:`step2`,hints:[`step2.hint1`,`step2.hint2`],goals:[{kind:`ran`,command:`docker image ls`,prints:`web-ping`},{kind:`env`,image:`web-ping`,name:`TARGET`,value:`docker.com`}]}],solution:[{kind:`run`,line:`docker image build --tag web-ping .`},{kind:`run`,line:`docker image ls 'w*'`},{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node

ENV TARGET="docker.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
`},{kind:`run`,line:`docker image build --tag web-ping .`}]};export{e as default};