var e={$schema:`../public/lesson.schema.json`,version:1,id:`immutable`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
`},run:[`docker image build --tag web-ping:v1 .`]},steps:[{text:`step1`,hints:[`step1.hint1`],goals:[{kind:`image`,image:`web-ping:v2`},{kind:`imageFile`,image:`web-ping:v2`,path:`/web-ping/app.js`,matches:`changed`}]},{text:`step2`,hints:[`step2.hint1`],goals:[{kind:`file`,path:`app.js`,matches:`once more`},{kind:`build`,brokeAt:`COPY`,changedFile:`app.js`}]}],solution:[{kind:`write`,path:`app.js`,text:`const target = process.env.TARGET;
const interval = process.env.INTERVAL;
console.log(\`pinging \${target} every \${interval} ms\`);
// changed
`},{kind:`run`,line:`docker image build --tag web-ping:v2 .`},{kind:`write`,path:`app.js`,text:`const target = process.env.TARGET;
const interval = process.env.INTERVAL;
console.log(\`pinging \${target} every \${interval} ms\`);
// once more
`},{kind:`run`,line:`docker image build --tag web-ping:v3 .`}]};export{e as default};