var e={$schema:`../public/lesson.schema.json`,version:1,id:`history`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
`},run:[`docker image build --tag web-ping .`]},steps:[{text:`step1`,hints:[`step1.hint1`],goals:[{kind:`ran`,command:`docker image history web-ping`}]},{text:`step2`,hints:[`step2.hint1`,`step2.hint2`],goals:[{kind:`image`,image:`web-ping:bigger`},{kind:`smaller`,image:`web-ping`,than:`web-ping:bigger`}]}],solution:[{kind:`run`,line:`docker image history web-ping`},{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
RUN dd if=/dev/zero of=/ballast bs=1000000 count=5
`},{kind:`run`,line:`docker image build --tag web-ping:bigger .`}]};export{e as default};