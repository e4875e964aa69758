import {concerns, get} from './api.js';
import {chart} from './chart.js';
import {address, duration, el, number, setText, utc} from './dom.js';
import {History, MEASURES, series} from './history.js';
import {Overview} from './list.js';
import {Progress, showStatus} from './status.js';

/** Settings that say where a run went, or what it did beside training. */
const NOT_COMPARED = new Set(['out', 'layers', 'epochs', 'threads', 'offline', 'cuda-libs', 'checked', 'checkpoint-every', 'resume', 'page', 'tensorboard']);

/** The settings that are not the same in all runs. */
function differing(runs) {
    const names = new Set(runs.flatMap(run => Object.keys(run.settings)));
    return [...names].filter(name => !NOT_COMPARED.has(name)
        && new Set(runs.map(run => run.settings[name] ?? '')).size > 1).sort();
}

class Row {
    constructor(id, toggle) {
        this.box = el('input', {type: 'checkbox', checked: compared.has(id), 'aria-label': `Compare ${id}`, on: {change: event => toggle(id, event.target.checked)}});
        this.status = el('span');
        this.network = el('td');
        this.chips = el('div', {class: 'chips'});
        this.best = el('td', {class: 'number'});
        this.epochs = new Progress(`Epochs of ${id}`);
        this.speed = el('td', {class: 'number'});
        this.time = el('td', {class: 'number'});
        this.started = el('td', {class: 'small hides'});
        this.element = el('tr', {}, el('td', {}, this.box), el('td', {class: 'path'}, el('a', {href: address('run', id)}, id)),
            el('td', {}, this.status), this.network, el('td', {class: 'space'}, this.chips), this.best,
            this.epochs.element, this.speed, this.time, this.started);
    }

    show(run, names) {
        showStatus(this.status, run);
        setText(this.network, run.network);
        const chips = names.filter(name => run.settings[name] !== undefined && run.settings[name] !== '').map(name => `${name} ${run.settings[name]}`);
        if (chips.join('\n') !== this.shownChips) {
            this.shownChips = chips.join('\n');
            this.chips.replaceChildren(...chips.map(chip => el('span', {class: 'chip'}, chip)));
        }
        setText(this.best, run.best ? `${run.best.text} (${number(run.best.epoch)})` : '');
        this.epochs.show(run.status, run.done || 0, Number(run.epochs), run.epochs ? `${number(run.done || 0)} of ${run.epochs}` : number(run.done));
        setText(this.speed, run.examplesPerSecond ? number(Math.round(run.examplesPerSecond)) : '');
        setText(this.time, duration(run.seconds));
        setText(this.started, utc(run.started));
    }
}

/** The histories of the runs that are compared, by id; they stay chosen while other views are shown. */
const compared = new Map();

/** The curves of the chosen runs in one chart. */
class Comparison {
    measure = MEASURES[0][0];
    x = 'epoch';
    chart = null;
    place = el('div');

    constructor() {
        const choice = (label, values, change) => {
            const select = el('select', {'aria-label': label, on: {change: () => { change(select.value); this.draw(); }}},
                ...values.map(([value, text]) => el('option', {value}, text)));
            return select;
        };
        this.select = choice('Measure', MEASURES, value => { this.measure = value; });
        this.element = el('section', {class: 'comparison', hidden: true}, el('h2', {}, 'Comparison'),
            el('div', {class: 'bar'}, this.select, ' over ', choice('Horizontal axis', [['epoch', 'epochs'], ['seconds', 'seconds']], value => { this.x = value; })),
            this.place);
    }

    async choose(id, chosen) {
        if (chosen) {
            compared.set(id, new History(id));
            await this.refresh([id]);
        } else {
            compared.delete(id);
        }
        this.draw();
    }

    async refresh(ids) {
        await Promise.all(ids.map(async id => {
            try {
                await compared.get(id)?.refresh();
            } catch (failed) {
                if (failed.status === 404) {
                    compared.delete(id);
                }
            }
        }));
    }

    draw() {
        this.element.hidden = compared.size === 0;
        if (compared.size === 0) {
            return;
        }
        const histories = [...compared.values()];
        const measured = MEASURES.filter(([column]) => histories.some(history => history.has(column)));
        [...this.select.options].forEach(option => { option.disabled = !measured.some(([column]) => column === option.value); });
        const [column, words] = measured.find(([each]) => each === this.measure) || measured[0] || MEASURES[0];
        this.select.value = column;
        const json = {
            title: `${words} of ${compared.size} run${compared.size === 1 ? '' : 's'}`,
            x: {title: this.x === 'epoch' ? 'epoch' : 'seconds of training'}, y: {title: words},
            series: [...compared].map(([id, history]) => series(history, column, history.has(column) ? id : `${id} (not measured)`, this.x)),
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

const COLUMNS = [[el('span', {title: 'Choose runs to compare their curves'}, 'Compare')], ['Run'], ['Status'], ['Network'],
    ['Settings that differ'], ['Best (epoch)', 'number'], ['Epochs'], ['Examples/s', 'number'], ['Time', 'number'], ['Started (UTC)', 'hides']];

export function show(main) {
    const comparison = new Comparison();
    const list = new Overview(main, 'runs', 'minibatch train', COLUMNS, id => new Row(id, (chosen, on) => comparison.choose(chosen, on)));
    const more = el('button', {type: 'button', hidden: true, on: {click: () => { limit = Infinity; refresh({}); }}});
    let limit = SHOWN;
    list.above.append(comparison.element);
    list.below.append(more);

    async function refresh(change) {
        const {runs} = await get('/api/runs');
        more.hidden = runs.length <= limit;
        setText(more, `Show all ${number(runs.length)} runs`);
        list.show(runs.slice(0, limit), differing(runs));
        await comparison.refresh([...compared.keys()].filter(id => concerns(change, 'runs', id)));
        comparison.draw();
    }

    return list.follow(refresh, () => comparison.close());
}
