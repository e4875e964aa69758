import {get} from './api.js';
import {address, duration, el, setText} from './dom.js';
import {Rows, headings, table} from './list.js';
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

const COLUMNS = [['Search'], ['Status'], ['Best (trial)', 'number'], ['Trials'], ['Space'], ['Sampler'], ['Training time', 'number'],
    ['Changed (UTC)', 'hides']];

export async function show(main) {
    const body = el('tbody');
    const rows = new Rows(body, id => new Row(id));
    const list = table('Searches', el('tr', {}, ...headings(COLUMNS)), body);
    const empty = el('p', {class: 'soft', hidden: true}, 'No searches yet. Start one with ', el('code', {}, 'minibatch tune search'), '; it appears here at once.');
    main.append(el('h1', {}, 'Searches'), empty, list);

    async function refresh() {
        const {searches} = await get('/api/searches');
        empty.hidden = searches.length > 0;
        list.hidden = searches.length === 0;
        rows.show(searches);
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
