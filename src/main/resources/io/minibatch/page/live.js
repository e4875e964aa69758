import {concerns} from './api.js';
import {el, setText} from './dom.js';

/** A sentence of what is wrong; `say` with an empty one hides it. */
export function notice() {
    const element = el('p', {class: 'notice', role: 'alert', hidden: true});
    return {element, say(sentence) {
        element.hidden = sentence === '';
        setText(element, sentence);
    }};
}

/**
 * Reads a folder and shows it, now and at each change. What was read stays where the folder goes away.
 *
 * @param {string} kind of the folder in a change: runs, searches or experiments
 * @param {string} noun of one folder
 * @param {{say}} problem the notice of what is wrong
 * @param {function(): Promise<string>} refresh shows the folder and returns its fault, empty where it has none
 * @return {Promise<function(Object)>} to be called at each change
 */
export async function live(kind, noun, id, problem, refresh) {
    let read = false;
    const show = async () => {
        try {
            problem.say(await refresh());
            read = true;
        } catch (failed) {
            if (!read && failed.status === 404) {
                throw failed;
            }
            problem.say(failed.status === 404
                ? `The folder of this ${noun} has been removed or renamed. What was read of it stays below.` : failed.message);
        }
    };
    await show();
    return async change => {
        if (concerns(change, kind, id)) {
            await show();
        }
    };
}
