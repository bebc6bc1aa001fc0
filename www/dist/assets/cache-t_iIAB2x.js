var e={$schema:`../public/lesson.schema.json`,version:1,id:`cache`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
`},run:[`docker image build --tag web-ping .`]},steps:[{text:`step1`,hints:[`step1.hint1`],goals:[{kind:`build`,cached:2}]},{text:`step2`,hints:[`step2.hint1`,`step2.hint2`],goals:[{kind:`build`,brokeAt:`WORKDIR`},{kind:`imageFile`,image:`web-ping`,path:`/ping/app.js`}]}],solution:[{kind:`run`,line:`docker image build --tag web-ping .`},{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /ping
COPY app.js .

CMD ["node", "/ping/app.js"]
`},{kind:`run`,line:`docker image build --tag web-ping .`}]};export{e as default};