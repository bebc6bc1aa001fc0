var e={$schema:`../public/lesson.schema.json`,version:1,id:`multi-stage`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node
WORKDIR /src
COPY app.js .
RUN dd if=/dev/zero of=/src/tools bs=1000000 count=8 && cp app.js out.js
CMD ["node", "/src/out.js"]
`},run:[`docker image build --tag app:fat .`]},steps:[{text:`step1`,hints:[`step1.hint1`,`step1.hint2`],goals:[{kind:`image`,image:`app:slim`},{kind:`imageFile`,image:`app:slim`,path:`/app.js`}]},{text:`step2`,hints:[`step2.hint1`],goals:[{kind:`smaller`,image:`app:slim`,than:`app:fat`},{kind:`file`,path:`Dockerfile`,matches:`^COPY --from=`}]}],solution:[{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node AS build
WORKDIR /src
COPY app.js .
RUN dd if=/dev/zero of=/src/tools bs=1000000 count=8 && cp app.js out.js

FROM diamol/node
COPY --from=build /src/out.js /app.js
CMD ["node", "/app.js"]
`},{kind:`run`,line:`docker image build --tag app:slim .`}]};export{e as default};