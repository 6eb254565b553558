// SPDX-License-Identifier: GPL-3.0-or-later
// Today's figures as they arrive. A hint comes over the event stream; then the page is asked for
// once more and its marked parts take the place of ours. Without scripts, a reload does the same.
'use strict';
(() => {
    const marked = () => document.querySelectorAll('[data-live]');
    if (marked().length === 0 || !('EventSource' in window))
        return;

    let busy = false;
    async function look() {
        if (busy)
            return;
        busy = true;
        try {
            const answer = await fetch(location.href, { credentials: 'same-origin' });
            if (!answer.ok || answer.redirected)
                return;
            const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
            for (const part of marked()) {
                const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
                if (next && next.textContent !== part.textContent && !part.contains(document.activeElement))
                    part.replaceWith(document.importNode(next, true));
            }
        } catch {
            // Away for a moment: the figures stay as they are, with their age.
        } finally {
            busy = false;
        }
    }

    const stream = new EventSource('/web/api/v1/events');
    stream.addEventListener('values', look);
    addEventListener('pagehide', () => stream.close());
})();
