// Counts by requests to a server of its own over a connection that stays open; a number is printed when it has come back.
const http = require('http');
const agent = new http.Agent({keepAlive: true, maxSockets: 1});
let served = 0;

const server = http.createServer((request, response) => {
    const number = Number(request.url.slice(1));
    served++;
    response.end(number === served ? String(number) : `request ${number} after ${served - 1}`);
});

function ask(number) {
    http.get({port: server.address().port, host: '127.0.0.1', path: `/${number}`, agent}, response => {
        let answer = '';
        response.on('data', piece => answer += piece);
        response.on('end', () => {
            console.log(answer);
            setTimeout(ask, 2, number + 1);
        });
    }).on('error', error => console.log(error.message));
}

server.listen(0, '127.0.0.1', () => ask(1));
