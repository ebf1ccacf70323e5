/** Builders, by the convention of the JVM's libraries: their methods give the builder itself until it builds. */

const FLUENT = /^(.*[bB]uilder)\.(?!(?:build|get|is|to)(?![a-z]))[a-z]\w*$/;

/** `okhttp3.ConnectionSpec.Builder` of the method `okhttp3.ConnectionSpec.Builder.tlsVersions`; none of any other method. */
export function fluentOwner(method: string): string | undefined {
  return FLUENT.exec(method)?.[1];
}
