import {get} from './api.js';
import {address, el, setText} from './dom.js';
import {Rows, headings, table} from './list.js';
import {statusClass, statusText} from './runs.js';

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
        this.progress = el('progress', {max: '1', 'aria-label': `Trials of ${id}`});
        this.trials = el('span', {class: 'small count'});
        this.chapter = el('td');
        this.changed = el('td', {class: 'small hides'});
        this.element = el('tr', {}, el('td', {class: 'path'}, this.title, this.path), el('td', {}, this.status),
            el('td', {}, this.verdicts), el('td', {}, this.progress, ' ', this.trials), this.chapter, this.changed);
    }

    show(experiment) {
        setText(this.title, experiment.title || experiment.id);
        this.path.hidden = !experiment.title;
        this.status.className = statusClass(experiment.status);
        setText(this.status, statusText(experiment.status));
        this.status.title = experiment.fault;
        const verdicts = Object.entries(experiment.verdicts || {}).filter(([, count]) => count > 0);
        if (JSON.stringify(verdicts) !== this.shownVerdicts) {
            this.shownVerdicts = JSON.stringify(verdicts);
            this.verdicts.replaceChildren(...verdicts.map(([word, count]) => answer(word, `${count} ${word}`)));
        }
        this.progress.hidden = experiment.status !== 'running' || !experiment.planned;
        this.progress.value = experiment.planned ? experiment.done / experiment.planned : 0;
        setText(this.trials, experiment.planned ? `${experiment.done} of ${experiment.planned}` : '');
        setText(this.chapter, experiment.chapter || '');
        setText(this.changed, experiment.changed.replace('T', ' ').replace('Z', ''));
    }
}

const COLUMNS = [['Experiment'], ['Status'], ['Verdicts'], ['Trials'], ['Chapter'], ['Changed (UTC)', 'hides']];

export async function show(main) {
    const body = el('tbody');
    const rows = new Rows(body, id => new Row(id));
    const list = table('Experiments', el('tr', {}, ...headings(COLUMNS)), body);
    const empty = el('p', {class: 'soft', hidden: true}, 'No experiments yet. Start one with ', el('code', {}, 'minibatch experiment momentum'), '; it appears here at once.');
    main.append(el('h1', {}, 'Experiments'), empty, list);

    async function refresh() {
        const {experiments} = await get('/api/experiments');
        empty.hidden = experiments.length > 0;
        list.hidden = experiments.length === 0;
        rows.show(experiments);
    }

    await refresh();
    return {
        async changed(change) {
            if (change.all || (change.experiments || []).length > 0) {
                await refresh();
            }
        },
        close() {},
    };
}
