/** One request to storage. XMLHttpRequest, because fetch does not say how far it is. */

import { envelopeOf, secondsOf } from '../api/errors';
import type { Envelope, SignedRequest } from '../api/types';

export interface PutAnswer {
  /** 0 where the browser may not say: no network, or storage refused without CORS headers. */
  status: number;
  envelope: Partial<Envelope>;
  /** After how long it may be tried again, if storage says so. */
  retryAfterSeconds: number | null;
}

/** No byte moved for so long, and the connection is given up. */
const SILENCE_MS = 60_000;

/** Sends a blob as signed; raises what `stop` was aborted with. */
export function put(
  request: SignedRequest,
  blob: Blob,
  moved: (bytes: number) => void,
  stop: AbortSignal,
): Promise<PutAnswer> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let silence = 0;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => xhr.abort(), SILENCE_MS) as unknown as number;
    };
    const end = () => {
      clearTimeout(silence);
      stop.removeEventListener('abort', halt);
    };
    const halt = () => {
      reject(stop.reason); // first: to abort is itself an end of loading, which would be an answer
      end();
      xhr.abort();
    };
    xhr.open(request.http_verb, addressOf(request));
    for (const [name, value] of Object.entries(request.http_headers)) {
      xhr.setRequestHeader(name, value);
    }
    xhr.upload.onprogress = (event) => {
      heard();
      moved(event.loaded);
    };
    xhr.onloadend = () => {
      end();
      resolve({
        status: xhr.status,
        envelope: envelopeOf(xhr.responseText),
        retryAfterSeconds: secondsToWait(xhr),
      });
    };
    stop.addEventListener('abort', halt);
    if (stop.aborted) {
      halt();
      return;
    }
    heard();
    xhr.send(blob);
  });
}

/** Where a signed request goes. A proxy may have hidden from the service that we came by https. */
export function addressOf(request: SignedRequest, here: Location | URL = location): string {
  const isOurs = request.host.replace(/^https?:\/\//, '') === here.host;
  return (isOurs ? here.origin : request.host) + request.url;
}

/** What `Retry-After` says. To ask for a header that CORS hides is told in the console; the list is not. */
function secondsToWait(xhr: XMLHttpRequest): number | null {
  return secondsOf(/^retry-after: *(.*)$/im.exec(xhr.getAllResponseHeaders())?.[1]);
}
