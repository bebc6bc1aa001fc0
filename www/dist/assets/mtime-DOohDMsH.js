var e={$schema:`../public/lesson.schema.json`,version:1,id:`mtime`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node
COPY app.js /app.js
`},run:[`docker image build --tag app .`]},steps:[{text:`step1`,hints:[`step1.hint1`],goals:[{kind:`build`,cachedStep:`COPY`}]},{text:`step2`,hints:[`step2.hint1`],goals:[{kind:`build`,brokeAt:`COPY`},{kind:`file`,path:`app.js`,matches:`// new`}]}],solution:[{kind:`write`,path:`app.js`,text:"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n"},{kind:`run`,line:`docker image build --tag app .`},{kind:`write`,path:`app.js`,text:`const target = process.env.TARGET;
const interval = process.env.INTERVAL;
console.log(\`pinging \${target} every \${interval} ms\`);
// new
`},{kind:`run`,line:`docker image build --tag app .`}]};export{e as default};