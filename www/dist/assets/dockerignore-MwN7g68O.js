var e={$schema:`../public/lesson.schema.json`,version:1,id:`dockerignore`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n","notes.md":`private
`,"secret.env":`TOKEN=1
`,Dockerfile:`FROM diamol/node
COPY . /app
`},run:[`docker image build --tag app .`]},steps:[{text:`step1`,hints:[`step1.hint1`,`step1.hint2`],goals:[{kind:`ignored`,path:`secret.env`},{kind:`ignored`,path:`notes.md`}]},{text:`step2`,hints:[`step2.hint1`],goals:[{kind:`imageFile`,image:`app:clean`,path:`/app/secret.env`,absent:!0},{kind:`imageFile`,image:`app:clean`,path:`/app/app.js`}]}],solution:[{kind:`write`,path:`.dockerignore`,text:`*.md
*.env
`},{kind:`run`,line:`docker image build --tag app:clean .`}]};export{e as default};