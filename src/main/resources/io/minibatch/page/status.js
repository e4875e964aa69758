import {el, setText} from './dom.js';

const SIGNS = {
    running: '●', completed: '✓', stopped: '■', 'stopped early': '✓', diverged: '✗', failed: '✗', interrupted: '◌', unreadable: '✗',
};

/** Shows a status with a sign, so that it is not told by its colour alone, and the fault of what cannot be read as a tooltip. */
export function showStatus(element, {status, fault}, classes = '') {
    element.className = `${classes} status ${status.split(' ')[0]}`.trim();
    setText(element, `${SIGNS[status] || '·'} ${status}`);
    element.title = fault;
}

/** How to resume a search or an experiment; `show` hides it while that is not needed. */
export function resumption() {
    const element = el('p', {hidden: true}, 'Run the same command again to resume.');
    return {element, show(status) {
        element.hidden = !['stopped', 'interrupted'].includes(status);
    }};
}

/** A cell with the number of epochs or trials, and a bar as long as they run. */
export class Progress {
    bar = el('progress', {max: '1'});
    count = el('span', {class: 'small count'});
    element = el('td', {}, this.bar, ' ', this.count);

    constructor(label) {
        this.bar.setAttribute('aria-label', label);
    }

    /**
     * @param {string} status of what has the epochs or trials
     * @param {number} done
     * @param {number} planned 0 where it is not known
     * @param {string} text both of them
     */
    show(status, done, planned, text) {
        this.bar.hidden = status !== 'running' || !planned;
        this.bar.value = planned ? Math.min(done / planned, 1) : 0;
        setText(this.count, text);
    }
}
