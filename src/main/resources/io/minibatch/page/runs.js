import {concerns, get} from './api.js';
import {chart} from './chart.js';
import {address, duration, el, number, setText} from './dom.js';
import {History, MEASURES, series} from './history.js';
import {Rows, headings, table} from './list.js';

/** Settings that say where a run went, or what it did beside training. */
const NOT_COMPARED = new Set(['out', 'layers', 'epochs', 'threads', 'offline', 'cuda-libs', 'checked', 'checkpoint-every', 'resume', 'page', 'tensorboard']);

const SIGNS = {
    running: '●', completed: '✓', stopped: '■', 'stopped early': '✓', diverged: '✗', failed: '✗', interrupted: '◌', unreadable: '✗',
};

/** The status with a sign, so that it is not told by its colour alone. */
export function statusText(status) {
    return `${SIGNS[status] || '·'} ${status}`;
}

export function statusClass(status) {
    return `status ${status.split(' ')[0]}`;
}

/** The settings that are not the same in all runs. */
function differing(runs) {
    const names = new Set(runs.flatMap(run => Object.keys(run.settings)));
    return [...names].filter(name => !NOT_COMPARED.has(name)
        && new Set(runs.map(run => run.settings[name] ?? '')).size > 1).sort();
}

class Row {
    constructor(id, toggle) {
        this.box = el('input', {type: 'checkbox', 'aria-label': `Compare ${id}`, on: {change: event => toggle(id, event.target.checked)}});
        this.status = el('span');
        this.network = el('td');
        this.chips = el('div', {class: 'chips'});
        this.best = el('td', {class: 'number'});
        this.progress = el('progress', {max: '1', 'aria-label': `Epochs of ${id}`});
        this.epochs = el('span', {class: 'small'});
        this.speed = el('td', {class: 'number'});
        this.time = el('td', {class: 'number'});
        this.started = el('td', {class: 'small hides'});
        this.element = el('tr', {}, el('td', {}, this.box), el('td', {class: 'path'}, el('a', {href: address('run', id)}, id)),
            el('td', {}, this.status), this.network, el('td', {}, this.chips), this.best,
            el('td', {}, this.progress, ' ', this.epochs), this.speed, this.time, this.started);
    }

    show(run, names) {
        this.status.className = statusClass(run.status);
        setText(this.status, statusText(run.status));
        this.status.title = run.fault;
        setText(this.network, run.network);
        const chips = names.filter(name => run.settings[name] !== undefined && run.settings[name] !== '').map(name => `${name} ${run.settings[name]}`);
        if (chips.join('\n') !== this.shownChips) {
            this.shownChips = chips.join('\n');
            this.chips.replaceChildren(...chips.map(chip => el('span', {class: 'chip'}, chip)));
        }
        setText(this.best, run.best ? `${run.best.text} (${number(run.best.epoch)})` : '');
        this.progress.hidden = run.status !== 'running' || !Number(run.epochs);
        this.progress.value = Number(run.epochs) ? (run.done || 0) / Number(run.epochs) : 0;
        setText(this.epochs, run.epochs ? `${number(run.done || 0)} of ${run.epochs}` : number(run.done));
        setText(this.speed, run.examplesPerSecond ? number(Math.round(run.examplesPerSecond)) : '');
        setText(this.time, duration(run.seconds));
        setText(this.started, run.started ? run.started.replace('T', ' ').replace('Z', '') : '');
    }
}

/** The curves of the chosen runs in one chart. */
class Comparison {
    chosen = [];
    histories = new Map();
    chart = null;

    constructor() {
        const choice = (label, values, change) => {
            const select = el('select', {'aria-label': label, on: {change: () => { change(select.value); this.draw(); }}},
                ...values.map(([value, text]) => el('option', {value}, text)));
            return select;
        };
        this.measure = MEASURES[0][0];
        this.x = 'epoch';
        this.place = el('div');
        this.select = choice('Measure', MEASURES, value => { this.measure = value; });
        this.element = el('section', {hidden: true}, el('h2', {}, 'Comparison'),
            el('div', {class: 'bar'}, this.select, ' over ', choice('Horizontal axis', [['epoch', 'epochs'], ['seconds', 'seconds']], value => { this.x = value; })),
            this.place);
    }

    async choose(id, chosen) {
        this.chosen = this.chosen.filter(each => each !== id);
        if (chosen) {
            this.chosen.push(id);
            this.histories.set(id, new History(id));
            await this.refresh([id]);
        } else {
            this.histories.delete(id);
        }
        this.draw();
    }

    async refresh(ids) {
        await Promise.all(ids.filter(id => this.histories.has(id)).map(async id => {
            try {
                await this.histories.get(id).refresh();
            } catch (gone) {
                this.histories.delete(id);
                this.chosen = this.chosen.filter(each => each !== id);
            }
        }));
    }

    draw() {
        this.element.hidden = this.chosen.length === 0;
        if (this.chosen.length === 0) {
            return;
        }
        const histories = [...this.histories.values()];
        if (!histories.some(history => history.has(this.measure))) {
            const [first] = MEASURES.find(([column]) => histories.some(history => history.has(column))) || MEASURES[0];
            this.measure = first;
            this.select.value = first;
        }
        const words = MEASURES.find(([column]) => column === this.measure)[1];
        const json = {
            title: `${words} of ${this.chosen.length} run${this.chosen.length === 1 ? '' : 's'}`,
            x: {title: this.x === 'epoch' ? 'epoch' : 'seconds of training'}, y: {title: words},
            series: this.chosen.map(id => series(this.histories.get(id), this.measure, id, this.x)),
        };
        if (this.chart) {
            this.chart.update(json);
        } else {
            this.chart = chart(json);
            this.place.append(this.chart.element);
        }
    }

    close() {
        if (this.chart) {
            this.chart.close();
        }
    }
}

const SHOWN = 200;

const COLUMNS = [[el('span', {class: 'soft', title: 'Choose runs to compare their curves'}, 'Compare')], ['Run'], ['Status'], ['Network'],
    ['Settings that differ'], ['Best (epoch)', 'number'], ['Epochs'], ['Examples/s', 'number'], ['Time', 'number'], ['Started (UTC)', 'hides']];

export async function show(main) {
    const comparison = new Comparison();
    const body = el('tbody');
    const rows = new Rows(body, id => new Row(id, (chosen, on) => comparison.choose(chosen, on)), id => comparison.choose(id, false));
    const list = table('Runs', el('tr', {}, ...headings(COLUMNS)), body);
    const empty = el('p', {class: 'soft', hidden: true}, 'No runs yet. Start one with ', el('code', {}, 'minibatch train'), '; it appears here at once.');
    const more = el('button', {type: 'button', hidden: true, on: {click: () => { limit = Infinity; refresh(); }}}, 'Show all');
    let limit = SHOWN;
    main.append(el('h1', {}, 'Runs'), comparison.element, empty, list, more);

    async function refresh() {
        const {runs} = await get('/api/runs');
        const shown = runs.slice(0, limit);
        empty.hidden = runs.length > 0;
        list.hidden = runs.length === 0;
        more.hidden = runs.length <= limit;
        setText(more, `Show all ${runs.length} runs`);
        rows.show(shown, differing(runs));
    }

    await refresh();
    return {
        async changed(change) {
            if (change.all || (change.runs || []).length > 0) {
                await refresh();
                await comparison.refresh(comparison.chosen.filter(id => concerns(change, 'runs', id)));
                comparison.draw();
            }
        },
        close: () => comparison.close(),
    };
}
