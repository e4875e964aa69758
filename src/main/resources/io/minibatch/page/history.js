import {get} from './api.js';

/** The measurements of a run, fetched as they come. */
export class History {
    header = [];
    rows = [];

    constructor(id) {
        this.id = id;
    }

    /** Fetches what is new. A run that went back to a checkpoint has fewer or other measurements, and is fetched whole. */
    async refresh() {
        const known = this.rows.length;
        const from = Math.max(0, known - 1);
        const {header, rows, total} = await get('/api/history', {id: this.id, from});
        if (total < known || known > 0 && JSON.stringify(rows[0]) !== JSON.stringify(this.rows[from])) {
            this.rows = [];
            return this.refresh();
        }
        this.header = header;
        this.rows = this.rows.slice(0, from).concat(rows);
        return this;
    }

    has(column) {
        const place = this.header.indexOf(column);
        return place >= 0 && this.rows.some(row => row[place] !== null);
    }

    column(name) {
        const place = this.header.indexOf(name);
        return this.rows.map(row => place < 0 ? null : row[place]);
    }
}

/** What can be drawn of a run: column, words, and by how much it is multiplied. */
export const MEASURES = [
    ['evaluation_accuracy', 'Validation accuracy in %', 100],
    ['training_accuracy', 'Training accuracy in %', 100],
    ['evaluation_r2', 'Validation R²', 1],
    ['training_r2', 'Training R²', 1],
    ['evaluation_cost', 'Validation cost', 1],
    ['training_cost', 'Training cost', 1],
    ['examples_per_second', 'Examples per second', 1],
    ['eta', 'Learning rate', 1],
];

/** One curve of a run, as chart.js takes it. */
export function series(history, column, name, x = 'epoch') {
    const factor = MEASURES.find(([each]) => each === column)[2];
    return {
        name, style: 'LINE', spread: [], x: history.column(x),
        y: history.column(column).map(value => value === null ? null : value * factor),
    };
}
