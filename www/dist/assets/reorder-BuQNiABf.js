var e={$schema:`../public/lesson.schema.json`,version:1,id:`reorder`,start:{files:{"app.js":"const target = process.env.TARGET;\nconst interval = process.env.INTERVAL;\nconsole.log(`pinging ${target} every ${interval} ms`);\n","package.json":`{ "name": "web-ping" }
`,Dockerfile:`FROM diamol/node
WORKDIR /app
COPY . .
RUN echo "installing" > /installed && sleep 4
CMD ["node", "/app/app.js"]
`},run:[`docker image build --tag web-ping:v1 .`]},steps:[{text:`step1`,hints:[`step1.hint1`,`step1.hint2`],goals:[{kind:`file`,path:`Dockerfile`,matches:`^COPY package\\.json[\\s\\S]*^RUN[\\s\\S]*^COPY \\. `}]},{text:`step2`,hints:[`step2.hint1`,`step2.hint2`],goals:[{kind:`file`,path:`app.js`,matches:`faster`},{kind:`build`,cachedStep:`RUN`,brokeAt:`COPY . .`}]}],solution:[{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node
WORKDIR /app
COPY package.json .
RUN echo "installing" > /installed && sleep 4
COPY . .
CMD ["node", "/app/app.js"]
`},{kind:`run`,line:`docker image build --tag web-ping:v2 .`},{kind:`write`,path:`app.js`,text:`const target = process.env.TARGET;
const interval = process.env.INTERVAL;
console.log(\`pinging \${target} every \${interval} ms\`);
// faster
`},{kind:`run`,line:`docker image build --tag web-ping:v3 .`}]};export{e as default};