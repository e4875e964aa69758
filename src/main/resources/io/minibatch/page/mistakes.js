import {get} from './api.js';
import {el, number, setText} from './dom.js';
import {explanation, ink, outputs, picture} from './explanation.js';
import {headings, table} from './list.js';

function percent(share) {
    return share === undefined ? '' : `${(100 * share).toFixed(2)} %`;
}

/** A name that may be too long for its column. */
function name(text) {
    return el('span', {class: 'name', title: text}, text);
}

/** What was measured, in sentences. */
function measured({data, part, examples, accuracy}) {
    const right = accuracy === undefined ? `${number(examples)} examples` : `${percent(accuracy)} of ${number(examples)} examples right`;
    return part === 'test'
        ? `${right} (${data}).`
        : `${right} (${data}). The run has no test data; its validation data may have been used to choose epochs and settings.`;
}

/**
 * A cell of the confusion matrix. One with mistakes is a button.
 *
 * @param {number} share from 0 to 1, how strong the colour is
 */
function cell(count, isRight, share, label, choose) {
    const content = isRight || count === 0 ? number(count)
        : el('button', {type: 'button', 'aria-pressed': 'false', 'aria-label': label, on: {click: event => choose(event.currentTarget)}}, number(count));
    const element = el('td', {class: count === 0 ? 'zero' : isRight ? 'right' : 'wrong'}, content);
    element.style.setProperty('--share', share.toFixed(3));
    return element;
}

/**
 * The counts of actual and predicted classes. A cell is coloured by its share of the row; the largest share of mistakes has the full
 * colour.
 *
 * @param {function(number, number, Element)} choose receives actual and predicted class, and the button of the cell
 */
function matrix({names, counts}, choose) {
    const totals = counts.map(row => row.reduce((sum, count) => sum + count, 0));
    const share = (i, j) => totals[i] === 0 ? 0 : counts[i][j] / totals[i];
    const most = Math.max(1e-30, ...counts.flatMap((row, i) => row.map((_, j) => i === j ? 0 : share(i, j))));
    const legend = el('p', {class: 'soft small'}, 'Rows: actual class. Columns: predicted class. Select a number of mistakes to see them.');
    return el('div', {}, legend, el('div', {class: 'wide'}, el('table', {class: 'matrix', 'aria-label': 'Confusion matrix'},
        el('thead', {}, el('tr', {}, el('td'), ...names.map(each => el('th', {scope: 'col'}, name(each))))),
        el('tbody', {}, ...counts.map((row, i) => el('tr', {}, el('th', {scope: 'row'}, name(names[i])),
            ...row.map((count, j) => cell(count, i === j, i === j ? share(i, j) : share(i, j) / most,
                `${number(count)} of class ${names[i]} predicted as ${names[j]}`, button => choose(i, j, button)))))))));
}

/** Precision and recall of classes that are too many for a matrix. */
function scoreTable(scores) {
    return el('div', {class: 'scores'}, el('p', {}, `${scores.length} classes are too many for a confusion matrix; these are the scores of each.`),
        table('Scores of each class', el('tr', {}, ...headings([['Class'], ...['Examples', 'Precision', 'Recall'].map(each => [each, 'number'])])),
            el('tbody', {}, ...scores.map(score => el('tr', {}, el('th', {scope: 'row', class: 'wraps'}, score.name),
                ...[number(score.examples), percent(score.precision), percent(score.recall)].map(each => el('td', {class: 'number'}, each)))))));
}

/** A mistake as a button. */
function mistakeButton({example, desired, answered, confidence, image}, names, open) {
    const caption = `${names[desired]} → ${names[answered]}, ${Math.round(100 * confidence)} %`;
    const label = `Example ${number(example)}: class ${names[desired]} predicted as ${names[answered]}, output ${confidence.toFixed(2)}`;
    return el('button', {type: 'button', 'aria-label': label, on: {click: () => open(example)}},
        image ? picture(image.pixels, image.rows, image.columns, '', ink, 64) : `Example ${number(example)}`, el('span', {}, caption));
}

/** The outputs and reasons for one example, over the page until it is closed. */
function reasons() {
    const title = el('h2');
    const content = el('div');
    const element = el('dialog', {class: 'reasons'}, el('div', {class: 'bar'}, title,
        el('button', {type: 'button', on: {click: () => element.close()}}, 'Close')), content);
    return {element, show(example, answer) {
        setText(title, `Example ${number(example)}: class ${answer.desired}, predicted as ${answer.class}`);
        element.setAttribute('aria-label', title.textContent);
        content.replaceChildren(outputs(answer), explanation(answer));
        element.showModal();
    }};
}

/** The part of a run's view with the confusion matrix and the mistakes; it asks for them when it is opened. */
export class Mistakes {
    status = el('p', {role: 'status'});
    scores = el('div');
    title = el('h3');
    all = el('button', {type: 'button', hidden: true, on: {click: () => this.choose(null)}}, 'Show all mistakes');
    gallery = el('div', {class: 'gallery'});
    reasons = reasons();
    chosen = null;
    turn = 0;

    constructor(id) {
        this.id = id;
        this.found = el('div', {class: 'try', hidden: true}, this.scores,
            el('div', {class: 'grow'}, el('div', {class: 'bar', role: 'status'}, this.title, this.all), this.gallery));
        this.element = el('details', {on: {toggle: () => this.element.open && this.load()}},
            el('summary', {}, el('h2', {}, 'Evaluation and mistakes')),
            el('div', {class: 'bar'}, this.status, el('button', {type: 'button', on: {click: () => this.load()}}, 'Refresh')),
            this.found, this.reasons.element);
    }

    /** Evaluates the model that the run has now. */
    async load() {
        this.chosen = null;
        setText(this.status, 'Loading the data and evaluating the model …');
        await this.ask({}, evaluation => {
            setText(this.status, evaluation.fault || measured(evaluation));
            this.found.hidden = evaluation.fault !== undefined;
            this.scores.replaceChildren(evaluation.counts ? matrix(evaluation, (i, j, button) => this.choose({i, j, button}))
                : evaluation.scores ? scoreTable(evaluation.scores) : el('pre', {}, evaluation.table || ''));
            this.showMistakes(evaluation);
        });
    }

    /** Shows the mistakes of a cell, or all of them: where it is null or chosen already. */
    async choose(cell) {
        const before = this.chosen;
        this.chosen = cell && before && cell.button === before.button ? null : cell;
        before?.button.setAttribute('aria-pressed', 'false');
        this.chosen?.button.setAttribute('aria-pressed', 'true');
        await this.ask(this.chosen ? {desired: this.chosen.i, answered: this.chosen.j} : {}, evaluation => this.showMistakes(evaluation));
    }

    /** Hands the answer to the newest question on. */
    async ask(parameters, show) {
        const mine = ++this.turn;
        try {
            const evaluation = await get('/api/evaluation', {id: this.id, ...parameters});
            if (mine === this.turn) {
                show(evaluation);
            }
        } catch (refused) {
            if (mine === this.turn) {
                setText(this.status, refused.message);
            }
        }
    }

    showMistakes({names, mistakes, total}) {
        this.title.hidden = mistakes === undefined;
        this.all.hidden = this.chosen === null;
        const shown = mistakes || [];
        const of = this.chosen ? ` of class ${names[this.chosen.i]} predicted as ${names[this.chosen.j]}` : '';
        const worst = shown.length < total ? `, the ${shown.length} worst` : shown.length > 1 ? ', the worst first' : '';
        setText(this.title, `${number(total)} ${total === 1 ? 'mistake' : 'mistakes'}${of}${worst}`);
        this.gallery.replaceChildren(...shown.map(mistake => mistakeButton(mistake, names, example => this.explain(example))));
    }

    async explain(example) {
        try {
            this.reasons.show(example, await get('/api/example', {id: this.id, example}));
        } catch (refused) {
            setText(this.status, refused.message);
        }
    }
}
