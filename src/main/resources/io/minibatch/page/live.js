import {concerns} from './api.js';
import {setText} from './dom.js';

/**
 * Reads a folder and shows it, now and at each change. What was read stays where the folder goes away.
 *
 * @param {string} kind of the folder in a change: runs, searches or experiments
 * @param {string} noun of one folder
 * @param {Element} notice shows what is wrong
 * @param {function(): Promise<string>} refresh shows the folder and returns its fault, empty where it has none
 * @return {Promise<function(Object)>} to be called at each change
 */
export async function live(kind, noun, id, notice, refresh) {
    let read = false;
    const say = sentence => {
        notice.hidden = sentence === '';
        setText(notice, sentence);
    };
    const show = async () => {
        try {
            say(await refresh());
            read = true;
        } catch (failed) {
            if (!read && failed.status === 404) {
                throw failed;
            }
            say(failed.status === 404
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
