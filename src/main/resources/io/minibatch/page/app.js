import {follow, onChange} from './api.js';
import {address, el, setText} from './dom.js';
import * as draw from './draw.js';
import * as experiment from './experiment.js';
import * as experiments from './experiments.js';
import * as runs from './runs.js';
import * as run from './run.js';
import * as search from './search.js';
import * as searches from './searches.js';

/** The views by the first part of the address. Those with a title are in the navigation; `under` names the entry of the others. */
const VIEWS = {
    runs: {title: 'Runs', view: runs},
    run: {under: 'runs', view: run},
    draw: {title: 'Try a model', view: draw},
    searches: {title: 'Searches', view: searches},
    search: {under: 'searches', view: search},
    experiments: {title: 'Experiments', view: experiments},
    experiment: {under: 'experiments', view: experiment},
};

const main = document.getElementById('main');
const links = new Map();
const NOTHING = {changed() {}, close() {}};
let shown = NOTHING;
let turn = 0;
let waiting = null;
let busy = false;

/** The text that a part of an address encodes; the part itself where it encodes none. */
function decoded(part) {
    try {
        return decodeURIComponent(part);
    } catch (malformed) {
        return part;
    }
}

function place() {
    const [name, id] = location.hash.replace(/^#\/?/, '').split('/', 2);
    const view = Object.hasOwn(VIEWS, name) ? name : 'runs';
    return id ? {view, id: decoded(id)} : {view: VIEWS[view].under || view};
}

/** What is shown in place of a view that cannot be opened. */
function refusal(view, id, failed) {
    const list = VIEWS[view].under;
    const sentence = list && failed.status === 404 ? `There is no ${view} '${id}'; its folder may have been removed or renamed.` : failed.message;
    return el('div', {}, el('h1', {}, id === undefined ? VIEWS[view].title : id), el('p', {class: 'notice', role: 'alert'}, sentence),
        list ? el('p', {}, el('a', {href: address(list)}, `All ${list}`)) : null);
}

/**
 * Hands a change to the view, one after another, so that an older answer never replaces a newer one. Changes that come meanwhile,
 * or while the view opens, count as one.
 */
async function pass(change) {
    waiting = waiting ? {all: true} : change;
    if (busy) {
        return;
    }
    busy = true;
    try {
        while (waiting && shown !== NOTHING) {
            const next = waiting;
            waiting = null;
            await shown.changed(next);
        }
    } finally {
        busy = false;
    }
}

async function show() {
    const mine = ++turn;
    shown.close();
    shown = NOTHING;
    waiting = null;
    const {view, id} = place();
    const entry = VIEWS[view];
    for (const [name, link] of links) {
        if (name === (entry.under || view)) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
    document.title = `${id === undefined ? entry.title : id} · Minibatch`;
    const content = el('div');
    main.replaceChildren(content);
    try {
        const open = await entry.view.show(content, id);
        if (mine === turn) {
            shown = open;
            if (waiting) {
                pass({all: true});
            }
        } else {
            open.close();
        }
    } catch (failed) {
        if (mine === turn) {
            content.replaceChildren(refusal(view, id, failed));
        }
    }
}

for (const [name, {title}] of Object.entries(VIEWS)) {
    if (title) {
        const link = el('a', {href: address(name)}, title);
        links.set(name, link);
        document.getElementById('nav').append(link);
    }
}
onChange(pass);
window.addEventListener('hashchange', () => {
    show();
    main.focus({preventScroll: true});
    window.scrollTo(0, 0);
});
const connection = document.getElementById('connection');
follow(connected => setText(connection, connected ? 'live' : 'disconnected, trying again'));
show();
