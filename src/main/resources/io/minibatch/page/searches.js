import {get} from './api.js';
import {address, duration, el, setText} from './dom.js';
import {statusClass, statusText} from './runs.js';

class Row {
    constructor(id) {
        this.status = el('span');
        this.best = el('td', {class: 'number'});
        this.progress = el('progress', {max: '1', 'aria-label': `Trials of ${id}`});
        this.trials = el('span', {class: 'small'});
        this.space = el('td', {class: 'space'});
        this.sampler = el('td');
        this.time = el('td', {class: 'number'});
        this.changed = el('td', {class: 'small hides'});
        this.element = el('tr', {}, el('td', {class: 'path'}, el('a', {href: address('search', id)}, id)), el('td', {}, this.status),
            this.best, el('td', {}, this.progress, ' ', this.trials), this.space, this.sampler, this.time, this.changed);
    }

    show(search) {
        this.status.className = statusClass(search.status);
        setText(this.status, statusText(search.status));
        this.status.title = search.fault;
        setText(this.best, search.best ? `${search.best.text} (trial ${search.best.trial})` : '');
        this.progress.hidden = search.status !== 'running' || !search.planned;
        this.progress.value = search.planned ? Math.min(search.trials / search.planned, 1) : 0;
        const failed = search.failed ? `, ${search.failed} failed` : '';
        setText(this.trials, (search.planned ? `${search.trials} of ${search.planned}` : `${search.trials}`) + failed);
        setText(this.space, search.space || '');
        setText(this.sampler, search.sampler || '');
        setText(this.time, duration(search.seconds));
        setText(this.changed, search.changed.replace('T', ' ').replace('Z', ''));
    }
}

const HEAD = ['Search', 'Status', 'Best (trial)', 'Trials', 'Space', 'Sampler', 'Training time', 'Changed (UTC)'];
const NUMBERS = new Set(['Best (trial)', 'Training time']);

export async function show(main) {
    const rows = new Map();
    const body = el('tbody');
    const table = el('div', {class: 'wide', tabindex: '0', role: 'region', 'aria-label': 'Searches'}, el('table', {}, el('thead', {}, el('tr', {},
        ...HEAD.map(name => el('th', {scope: 'col', class: NUMBERS.has(name) ? 'number' : name.startsWith('Changed') ? 'hides' : ''}, name)))), body));
    const empty = el('p', {class: 'soft', hidden: true}, 'No searches yet. Start one with ', el('code', {}, 'minibatch tune search'), '; it appears here at once.');
    main.append(el('h1', {}, 'Searches'), empty, table);

    async function refresh() {
        const {searches} = await get('/api/searches');
        empty.hidden = searches.length > 0;
        table.hidden = searches.length === 0;
        const present = new Set(searches.map(search => search.id));
        for (const [id, row] of rows) {
            if (!present.has(id)) {
                row.element.remove();
                rows.delete(id);
            }
        }
        searches.forEach((search, i) => {
            if (!rows.has(search.id)) {
                rows.set(search.id, new Row(search.id));
            }
            const row = rows.get(search.id);
            row.show(search);
            if (body.children[i] !== row.element) {
                body.insertBefore(row.element, body.children[i] || null);
            }
        });
    }

    await refresh();
    return {
        async changed(change) {
            if (change.all || (change.searches || []).length > 0) {
                await refresh();
            }
        },
        close() {},
    };
}
