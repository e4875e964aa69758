import {concerns} from './api.js';
import {el} from './dom.js';
import {notice} from './live.js';

/** A table that scrolls by itself where it is wider than the page; `head` is the row of its {@link headings}. */
export function table(label, head, body) {
    return el('div', {class: 'wide', tabindex: '0', role: 'region', 'aria-label': label}, el('table', {}, el('thead', {}, head), body));
}

/** The cells of a head: a name or an element, and perhaps classes, for each column. */
export function headings(columns) {
    return columns.map(([name, classes]) => el('th', {scope: 'col', class: classes || ''}, name));
}

/** The rows of a list by the ids of its items. A row stays as long as its item does, so that focus and selection stay. */
export class Rows {
    rows = new Map();

    /**
     * @param {Element} body that holds them
     * @param {function(string)} make makes the row of an id, which has an `element` and a method `show(item, ...more)`
     * @param {function(string)} gone receives the id of a row that is removed
     */
    constructor(body, make, gone = () => {}) {
        this.body = body;
        this.make = make;
        this.gone = gone;
    }

    /** Shows a row for each item, in their order. */
    show(items, ...more) {
        const present = new Set(items.map(item => item.id));
        for (const [id, row] of this.rows) {
            if (!present.has(id)) {
                row.element.remove();
                this.rows.delete(id);
                this.gone(id);
            }
        }
        items.forEach((item, i) => {
            if (!this.rows.has(item.id)) {
                this.rows.set(item.id, this.make(item.id));
            }
            const row = this.rows.get(item.id);
            row.show(item, ...more);
            if (this.body.children[i] !== row.element) {
                this.body.insertBefore(row.element, this.body.children[i] || null);
            }
        });
    }
}

/** A view of the folders of a kind: a table, or how to get the first of them. */
export class Overview {
    problem = notice();
    above = el('div');
    below = el('div');

    /**
     * @param {string} kind of the folders in a change: runs, searches or experiments
     * @param {string} command that makes one
     * @param {Array} columns as {@link headings} takes them
     */
    constructor(main, kind, command, columns, make, gone) {
        this.kind = kind;
        const title = kind[0].toUpperCase() + kind.slice(1);
        const body = el('tbody');
        this.rows = new Rows(body, make, gone);
        this.table = table(title, el('tr', {}, ...headings(columns)), body);
        this.empty = el('p', {class: 'soft', hidden: true}, `No ${kind} yet. Start one with `, el('code', {}, command), '; it appears here at once.');
        main.append(el('h1', {}, title), this.problem.element, this.above, this.empty, this.table, this.below);
    }

    /** Shows a row for each item. */
    show(items, ...more) {
        this.empty.hidden = items.length > 0;
        this.table.hidden = items.length === 0;
        this.rows.show(items, ...more);
    }

    /** Calls a function now and at each change of a folder of the kind; what it throws later is shown above the list. */
    async follow(refresh, close = () => {}) {
        await refresh({all: true});
        return {
            changed: async change => {
                if (concerns(change, this.kind)) {
                    try {
                        await refresh(change);
                        this.problem.say('');
                    } catch (failed) {
                        this.problem.say(failed.message);
                    }
                }
            },
            close,
        };
    }
}
