import {get} from './api.js';
import {Charts} from './charts.js';
import {copyButton, duration, el, number, setText} from './dom.js';
import {History, series} from './history.js';
import {live} from './live.js';
import {Mistakes} from './mistakes.js';
import {statusClass, statusText} from './runs.js';

/** The charts of a run: title, vertical axis, and the columns with their names. Those without measurements are left out. */
const CHARTS = [
    ['Cost', 'cost', [['training_cost', 'training'], ['evaluation_cost', 'validation']]],
    ['Accuracy', 'accuracy in %', [['training_accuracy', 'training'], ['evaluation_accuracy', 'validation']]],
    ['R²', 'R²', [['training_r2', 'training'], ['evaluation_r2', 'validation']]],
    ['Speed', 'examples per second', [['examples_per_second', 'examples per second']]],
    ['Learning rate', 'eta', [['eta', 'eta']]],
];

/** A name and a value of a list of facts. */
export function fact(name) {
    const value = el('dd');
    return {value, element: el('div', {}, el('dt', {}, name), value)};
}

/** The facts among the fields of an object, as a list. */
export function factList(facts) {
    return el('dl', {class: 'facts'}, ...Object.values(facts).filter(each => each.element).map(each => each.element));
}

class Facts {
    status = fact('Status');
    best = fact('Best validation score');
    epochs = fact('Epochs');
    time = fact('Training time');
    speed = fact('Examples per second');
    network = fact('Network');
    data = fact('Data');
    backend = fact('Backend');
    started = fact('Started (UTC)');

    constructor() {
        this.element = factList(this);
        this.best.value.className = 'figure';
        this.status.value.setAttribute('role', 'status');
    }

    show(run) {
        this.status.value.className = `figure ${statusClass(run.status)}`;
        setText(this.status.value, statusText(run.status));
        setText(this.best.value, run.best ? `${run.best.text} at epoch ${number(run.best.epoch)}` : 'not measured yet');
        setText(this.epochs.value, run.epochs ? `${number(run.done || 0)} of ${run.epochs}` : number(run.done));
        setText(this.time.value, duration(run.seconds));
        setText(this.speed.value, run.examplesPerSecond ? number(Math.round(run.examplesPerSecond)) : '');
        setText(this.network.value, run.network);
        setText(this.data.value, run.data);
        setText(this.backend.value, String(run.run.backend || ''));
        setText(this.started.value, run.started.replace('T', ' ').replace('Z', ''));
    }
}

/** The charts of {@link CHARTS}, null for those that have nothing to show. */
function curves(history) {
    return CHARTS.map(([title, y, columns]) => {
        const present = columns.filter(([column]) => history.has(column));
        return present.length === 0 ? null
            : {title, x: {title: 'epoch'}, y: {title: y}, series: present.map(([column, name]) => series(history, column, name))};
    });
}

export async function show(main, id) {
    const history = new History(id);
    const facts = new Facts();
    const charts = new Charts(el('div', {class: 'charts'}));
    const notice = el('p', {class: 'notice', role: 'alert', hidden: true});
    const command = el('pre');
    const settings = el('div', {class: 'chips'});
    const device = el('p', {class: 'small'});
    const waiting = el('p', {class: 'soft'}, 'Nothing has been measured yet.');
    const mistakes = new Mistakes(id);
    main.append(el('h1', {}, id), notice, facts.element, waiting, charts.element, mistakes.element,
        el('h2', {}, 'Command'), command, copyButton(() => command.textContent),
        el('details', {}, el('summary', {}, 'All settings and the device'), settings, device));

    const changed = await live('runs', 'run', id, notice, async () => {
        const run = await get('/api/run', {id});
        await history.refresh();
        facts.show(run);
        charts.show(curves(history));
        waiting.hidden = history.rows.length > 0;
        setText(command, run.command);
        setText(device, `Device: ${run.run.device || 'unknown'}`);
        const all = Object.entries(run.settings).filter(([, value]) => value !== '').map(([name, value]) => `${name} ${value}`);
        if (settings.childElementCount !== all.length) {
            settings.replaceChildren(...all.map(each => el('span', {class: 'chip'}, each)));
        }
        return run.fault;
    });
    return {changed, close: () => charts.close()};
}
