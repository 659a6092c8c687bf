/** One request to storage. XMLHttpRequest, because fetch does not say how far it is. */

import type { Envelope, SignedRequest } from '../api/types';

export interface PutAnswer {
  /** 0 where the browser may not say: no network, or storage refused without CORS headers. */
  status: number;
  envelope: Partial<Envelope>;
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
      end();
      xhr.abort();
      reject(stop.reason);
    };
    xhr.open(request.http_verb, addressOf(request));
    for (const [name, value] of Object.entries(request.http_headers)) {
      xhr.setRequestHeader(name, value as string);
    }
    xhr.upload.onprogress = (event) => {
      heard();
      moved(event.loaded);
    };
    xhr.onloadend = () => {
      end();
      resolve({ status: xhr.status, envelope: envelopeOf(xhr) });
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

function envelopeOf(xhr: XMLHttpRequest): Partial<Envelope> {
  try {
    return JSON.parse(xhr.responseText) as Partial<Envelope>;
  } catch {
    return {};
  }
}
