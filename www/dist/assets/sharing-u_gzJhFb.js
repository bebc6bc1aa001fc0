var e={$schema:`../public/lesson.schema.json`,version:1,id:`sharing`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n",Dockerfile:`FROM diamol/node

ENV TARGET="blog.example.com"
ENV METHOD="HEAD"
ENV INTERVAL="3000"

WORKDIR /web-ping
COPY app.js .

CMD ["node", "/web-ping/app.js"]
`},run:[`docker image build --tag web-ping .`]},steps:[{text:`step1`,hints:[`step1.hint1`,`step1.hint2`],goals:[{kind:`image`,image:`web-ping:v2`},{kind:`shares`,images:[`web-ping`,`web-ping:v2`],layers:5}]},{text:`step2`,hints:[`step2.hint1`],goals:[{kind:`ran`,command:`docker image ls`},{kind:`ran`,command:`docker system df`}]}],solution:[{kind:`write`,path:`app.js`,text:`const target = process.env.TARGET;
const interval = process.env.INTERVAL;
console.log(\`pinging \${target} every \${interval} ms\`);
// v2
`},{kind:`run`,line:`docker image build --tag web-ping:v2 .`},{kind:`run`,line:`docker image ls`},{kind:`run`,line:`docker system df`}]};export{e as default};