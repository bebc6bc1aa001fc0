var e={$schema:`../public/lesson.schema.json`,version:1,id:`link-mount`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node
RUN mkdir -p /cache && echo cached > /cache/file && cp /cache/file /result
COPY app.js /app.js
`},run:[`docker image build --tag app .`]},steps:[{text:`step1`,hints:[`step1.hint1`,`step1.hint2`],goals:[{kind:`file`,path:`Dockerfile`,matches:`--mount=type=cache,target=/cache`},{kind:`imageFile`,image:`app:mount`,path:`/cache/file`,absent:!0}]},{text:`step2`,hints:[`step2.hint1`],goals:[{kind:`file`,path:`Dockerfile`,matches:`^COPY --link app\\.js`},{kind:`imageFile`,image:`app:mount`,path:`/app.js`}]}],solution:[{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node
RUN --mount=type=cache,target=/cache echo cached > /cache/file && cp /cache/file /result
COPY --link app.js /app.js
`},{kind:`run`,line:`docker image build --tag app:mount .`}]};export{e as default};