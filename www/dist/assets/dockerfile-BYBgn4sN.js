var e={$schema:`../public/lesson.schema.json`,version:1,id:`dockerfile`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n"}},steps:[{text:`step1`,hints:[`step1.hint1`],goals:[{kind:`file`,path:`Dockerfile`,matches:`^FROM\\s+diamol/node`},{kind:`file`,path:`Dockerfile`,matches:`^ENV\\s+TARGET=`}]},{text:`step2`,hints:[`step2.hint1`,`step2.hint2`],goals:[{kind:`file`,path:`Dockerfile`,matches:`^WORKDIR\\s+/web-ping`},{kind:`file`,path:`Dockerfile`,matches:`^COPY\\s+app\\.js`},{kind:`file`,path:`Dockerfile`,matches:`^CMD\\s+\\["node"`}]}],solution:[{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
`}]};export{e as default};