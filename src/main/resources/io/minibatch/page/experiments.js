import {get} from './api.js';
import {address, el, setText, utc} from './dom.js';
import {Overview} from './list.js';
import {Progress, showStatus} from './status.js';

const SIGNS = {yes: '✓', no: '✗', undecided: '?'};

/** How a claim is answered, with a sign, so that it is not told by its colour alone. */
export function answer(word, words = word) {
    return el('span', {class: `answer ${word}`}, `${SIGNS[word]} ${words}`);
}

class Row {
    shownVerdicts = '';

    constructor(id) {
        this.title = el('a', {href: address('experiment', id)}, id);
        this.path = el('div', {class: 'small soft'}, id);
        this.status = el('span');
        this.verdicts = el('div', {class: 'answers'});
        this.trials = new Progress(`Trials of ${id}`);
        this.chapter = el('td');
        this.changed = el('td', {class: 'small hides'});
        this.element = el('tr', {}, el('td', {class: 'path'}, this.title, this.path), el('td', {}, this.status),
            el('td', {}, this.verdicts), this.trials.element, this.chapter, this.changed);
    }

    show(experiment) {
        setText(this.title, experiment.title || experiment.id);
        this.path.hidden = !experiment.title;
        showStatus(this.status, experiment);
        const verdicts = Object.entries(experiment.verdicts || {}).filter(([, count]) => count > 0);
        if (JSON.stringify(verdicts) !== this.shownVerdicts) {
            this.shownVerdicts = JSON.stringify(verdicts);
            this.verdicts.replaceChildren(...verdicts.map(([word, count]) => answer(word, `${count} ${word}`)));
        }
        this.trials.show(experiment.status, experiment.done, experiment.planned, experiment.planned ? `${experiment.done} of ${experiment.planned}` : '');
        setText(this.chapter, experiment.chapter || '');
        setText(this.changed, utc(experiment.changed));
    }
}

const COLUMNS = [['Experiment'], ['Status'], ['Verdicts'], ['Trials'], ['Chapter'], ['Changed (UTC)', 'hides']];

export function show(main) {
    const list = new Overview(main, 'experiments', 'minibatch experiment momentum', COLUMNS, id => new Row(id));
    return list.follow(async () => list.show((await get('/api/experiments')).experiments));
}
