import {get} from './api.js';
import {Charts} from './charts.js';
import {commandBlock, duration, el, setText} from './dom.js';
import {fact, factList, hideEmpty} from './facts.js';
import {table} from './list.js';
import {live, notice} from './live.js';
import {parallel} from './parallel.js';
import {resumption, showStatus} from './status.js';

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?( %)?$/i;

/** Numbers by their value, before words, which are in the order of their letters. */
function compare(one, other) {
    const [a, b] = [NUMBER.test(one), NUMBER.test(other)];
    return a && b ? parseFloat(one) - parseFloat(other) : a !== b ? (a ? -1 : 1) : one.localeCompare(other);
}

/** The table of trials. A button in each column's head sorts by it, and again in the other direction; at first the best is above. */
class Trials {
    table = {header: [], rows: []};
    column = -1;
    descending = false;
    shown = '';
    head = el('tr');
    body = el('tbody');

    constructor() {
        this.element = table('Trials', this.head, this.body);
    }

    sort(column) {
        this.descending = this.column === column && !this.descending;
        this.column = column;
        this.draw();
    }

    show(table) {
        this.table = table;
        if (this.head.childElementCount !== table.header.length) {
            this.head.replaceChildren(...table.header.map((name, i) => el('th', {scope: 'col', class: i < table.header.length - 1 ? 'number' : ''},
                el('button', {type: 'button', on: {click: () => this.sort(i)}}, name))));
        }
        this.draw();
    }

    draw() {
        [...this.head.children].forEach((cell, i) => {
            if (i === this.column) {
                cell.setAttribute('aria-sort', this.descending ? 'descending' : 'ascending');
            } else {
                cell.removeAttribute('aria-sort');
            }
        });
        const rows = [...this.table.rows];
        if (this.column >= 0) {
            rows.sort((one, other) => (this.descending ? -1 : 1) * compare(one[this.column], other[this.column]));
        }
        const text = JSON.stringify(rows);
        if (text !== this.shown) {
            this.shown = text;
            this.body.replaceChildren(...rows.map(row => el('tr', {}, ...row.map((cell, i) => el('td', {class: i < row.length - 1 ? 'number' : ''}, cell)))));
        }
    }
}

/** Shares of a whole as bars that lie. */
class Shares {
    title = el('h2');
    bars = el('div', {class: 'shares'});
    element = el('section', {hidden: true}, this.title, this.bars);

    show(json) {
        this.element.hidden = !json;
        if (json) {
            setText(this.title, json.title);
            this.bars.replaceChildren(...Object.entries(json.shares).flatMap(([name, share]) => {
                const fill = el('div', {class: 'fill'});
                fill.style.width = `${100 * Math.min(Math.max(share, 0), 1)}%`;
                return [el('span', {}, name), el('div', {class: 'track'}, fill), el('span', {class: 'number'}, `${Math.round(100 * share)} %`)];
            }));
        }
    }
}

class Facts {
    status = fact('Status');
    best = fact('Best on the validation data');
    trials = fact('Trials');
    failed = fact('Failed');
    time = fact('Training time');
    sampler = fact('Sampler');
    comparisons = fact('Trials are compared');
    space = fact('Space');
    settings = fact('Settings of the best');

    constructor() {
        this.element = factList(this);
        this.best.value.className = 'figure';
        this.status.value.setAttribute('role', 'status');
    }

    show(search) {
        showStatus(this.status.value, search, 'figure');
        setText(this.best.value, search.best ? `${search.score === 'R²' ? 'R² ' : ''}${search.best.text} in trial ${search.best.trial}` : search.fault === '' ? 'none yet' : 'not known');
        setText(this.trials.value, search.planned ? `${search.trials} of ${search.planned}` : `${search.trials}`);
        setText(this.failed.value, search.failed ? search.failures || `${search.failed}` : 'none');
        setText(this.time.value, duration(search.seconds));
        setText(this.sampler.value, search.sampler || '');
        setText(this.comparisons.value, search.comparisons || '');
        setText(this.space.value, search.space || '');
        setText(this.settings.value, search.settings || '');
        hideEmpty(this);
    }
}

export async function show(main, id) {
    const facts = new Facts();
    const problem = notice();
    const resume = resumption();
    const progress = el('h2', {hidden: true}, 'Progress');
    const command = commandBlock();
    const training = el('section', {hidden: true}, el('h2', {}, 'Train with the best'), command.element);
    const time = new Charts(el('div'));
    const lines = new Charts(el('div'));
    const slices = new Charts(el('div', {class: 'charts'}));
    const shares = new Shares();
    const trials = new Trials();
    const heading = el('h2', {hidden: true}, 'Trials');
    main.append(el('h1', {}, id), problem.element, facts.element, resume.element, training, progress, time.element, lines.element, shares.element,
        slices.element, heading, trials.element);

    function draw(search) {
        facts.show(search);
        resume.show(search.status);
        if (!search.table) {
            return;
        }
        progress.hidden = false;
        training.hidden = !search.command;
        command.show(search.command || '');
        time.show([search.overTime]);
        const results = new Map(search.table.rows.map(row => [Number(row[0]), row[row.length - 1]]));
        lines.show(search.parallel
            ? [{...search.parallel, lines: search.parallel.lines.map(line => ({...line, result: results.get(line.trial)}))}] : [], parallel);
        shares.show(search.bars);
        slices.show(search.slices);
        heading.hidden = search.table.rows.length === 0;
        trials.show(search.table);
    }

    const changed = await live('searches', 'search', id, problem, async () => {
        const search = await get('/api/search', {id});
        draw(search);
        return search.fault;
    });
    return {changed, close: () => [time, lines, slices].forEach(each => each.close())};
}
