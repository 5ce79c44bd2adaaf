/* Runs before everything else and in every browser ever made: nothing newer than ES3 here. */
;(function () {
  var enough =
    'noModule' in document.createElement('script') &&
    typeof Promise === 'function' &&
    typeof structuredClone === 'function' &&
    typeof AbortSignal === 'function' &&
    typeof AbortSignal.timeout === 'function' &&
    typeof Array.prototype.findLast === 'function' &&
    typeof CSS === 'object' &&
    CSS.supports('height', '100dvh') &&
    typeof indexedDB !== 'undefined'
  if (!enough) location.replace('/too-old.html')
})()
