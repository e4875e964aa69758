/** What the server says in place of an answer. */
export class Refusal extends Error {
    constructor(status, sentence) {
        super(sentence);
        this.status = status;
    }
}

function url(path, parameters) {
    const query = new URLSearchParams(parameters).toString();
    return query ? `${path}?${query}` : path;
}

async function answer(request) {
    let response;
    let json;
    try {
        response = await request;
        json = await response.json();
    } catch (unreachable) {
        throw new Refusal(0, 'The server does not answer; is minibatch still running?');
    }
    if (!response.ok) {
        throw new Refusal(response.status, json.error);
    }
    return json;
}

/** The JSON at a path; throws {@link Refusal} with the server's sentence. */
export function get(path, parameters = {}) {
    return answer(fetch(url(path, parameters)));
}

/** The JSON that comes of a body. */
export function post(path, parameters, body, type) {
    return answer(fetch(url(path, parameters), {method: 'POST', body, headers: {'Content-Type': type}}));
}

const listeners = new Set();
let events = null;

/**
 * Tells a listener what has changed: `{all: true}` or the names of changed `runs`, `searches`, `experiments`. Returns a function
 * that ends it.
 */
export function onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/** Whether a change may be about a folder of a kind; about any of them where no id is given. */
export function concerns(change, kind, id) {
    const changed = change[kind] || [];
    return Boolean(change.all || (id === undefined ? changed.length > 0 : changed.includes(id)));
}

/**
 * Keeps the stream of changes open while the page can be seen: browsers allow few connections to a server, and a page that nobody
 * looks at should cost nothing.
 *
 * @param {function(boolean)} connected receives whether the stream is open
 */
export function follow(connected) {
    const open = () => {
        if (events || document.hidden) {
            return;
        }
        events = new EventSource('/api/events');
        events.addEventListener('open', () => connected(true));
        events.addEventListener('change', event => {
            const change = JSON.parse(event.data);
            listeners.forEach(listener => listener(change));
        });
        events.addEventListener('error', () => {
            connected(false);
            if (events && events.readyState === EventSource.CLOSED) {
                events = null;
                setTimeout(open, 3000);
            }
        });
    };
    document.addEventListener('visibilitychange', () => {
        if (!document.hidden) {
            open();
        } else if (events) {
            events.close();
            events = null;
        }
    });
    open();
}
