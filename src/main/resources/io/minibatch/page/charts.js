import {chart} from './chart.js';

/** Charts by their places, made when they first have something to show. */
export class Charts {
    charts = [];

    constructor(element) {
        this.element = element;
    }

    /** Shows a chart for each object of a list; none for null. */
    show(list, make = chart) {
        list.forEach((json, i) => {
            if (!json) {
                return;
            }
            if (this.charts[i]) {
                this.charts[i].update(json);
            } else {
                this.charts[i] = make(json);
                this.element.append(this.charts[i].element);
            }
        });
    }

    close() {
        this.charts.forEach(each => each.close());
    }
}
