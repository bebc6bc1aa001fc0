// Asks one web address again and again, and writes down how long each answer took.
const https = require("https");

const target = process.env.TARGET;
const method = process.env.METHOD;
const interval = Number(process.env.INTERVAL);

let count = 0;

function ping() {
  count += 1;
  const number = count;
  const started = Date.now();
  console.log(`Ping ${number}: ${method} ${target}`);

  const request = https.request({ hostname: target, method }, (response) => {
    const took = Date.now() - started;
    console.log(`Answer ${number}: status ${response.statusCode} after ${took} ms`);
    response.resume();
  });
  request.on("error", (error) => {
    console.log(`Ping ${number} failed: ${error.message}`);
  });
  request.end();
}

console.log(`** web-ping: ${target}, ${method}, every ${interval} ms`);
ping();
setInterval(ping, interval);
