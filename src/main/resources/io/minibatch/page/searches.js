import {get} from './api.js';
import {address, duration, el, setText, utc} from './dom.js';
import {Overview} from './list.js';
import {Progress, showStatus} from './status.js';

class Row {
    constructor(id) {
        this.status = el('span');
        this.best = el('td', {class: 'number'});
        this.trials = new Progress(`Trials of ${id}`);
        this.space = el('td', {class: 'space'});
        this.sampler = el('td');
        this.time = el('td', {class: 'number'});
        this.changed = el('td', {class: 'small hides'});
        this.element = el('tr', {}, el('td', {class: 'path'}, el('a', {href: address('search', id)}, id)), el('td', {}, this.status),
            this.best, this.trials.element, this.space, this.sampler, this.time, this.changed);
    }

    show(search) {
        showStatus(this.status, search);
        setText(this.best, search.best ? `${search.best.text} (trial ${search.best.trial})` : '');
        const failed = search.failed ? `, ${search.failed} failed` : '';
        this.trials.show(search.status, search.trials, search.planned,
            (search.planned ? `${search.trials} of ${search.planned}` : `${search.trials}`) + failed);
        setText(this.space, search.space || '');
        setText(this.sampler, search.sampler || '');
        setText(this.time, duration(search.seconds));
        setText(this.changed, utc(search.changed));
    }
}

const COLUMNS = [['Search'], ['Status'], ['Best (trial)', 'number'], ['Trials'], ['Space'], ['Sampler'], ['Training time', 'number'],
    ['Changed (UTC)', 'hides']];

export function show(main) {
    const list = new Overview(main, 'searches', 'minibatch tune search', COLUMNS, id => new Row(id));
    return list.follow(async () => list.show((await get('/api/searches')).searches));
}
