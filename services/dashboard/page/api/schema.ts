/** Types of the API: made by `node services/dashboard/types.ts`, not by hand. */

export interface paths {
    "/api/v1/archives/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send a tar (plain, gzip or zstd) or zip archive, to be scanned as a repository is
         * @description The body is the archive, as one of application/octet-stream, application/x-tar, application/gzip, application/x-gzip, application/zstd, application/zip. Sending the same again is harmless.
         */
        put: {
            parameters: {
                query: {
                    /** @description archive://NAME: the same for every version of it, as the URL of a repository is. */
                    target: string;
                };
                header?: never;
                path: {
                    /** @description SHA-256 of the archive. */
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bytes: number;
                            /** @description Submit a scan of `target` with this as `ref`. */
                            ref: string;
                            target: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is of a kind that is not taken here. */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unsupported_type",
                         *         "message": "send a tar (plain, gzip or zstd) or zip archive"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is not what the request says of it. */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_as_said",
                         *         "message": "what came has another SHA-256"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Equal uses of cryptography as one asset, over the newest scans of all repositories */
        get: {
            parameters: {
                query?: {
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    page?: number;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    size?: number;
                    /** @description `-findings`, `-repositories`: most first. `-severity`: the most severe first. `deadline`: earliest first. */
                    sort?: "-findings" | "-repositories" | "-severity" | "algorithm" | "deadline";
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only repositories that have one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only these repositories, as their scans name them; may be repeated. */
                    target?: string[];
                    /** @description Only repositories that are said to be of one of these teams; may be repeated. */
                    team?: string[];
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Assets of this page. */
                            results: {
                                algorithm: string;
                                classical: string;
                                curve?: string;
                                family: string;
                                /** @description Suppressed ones too, unless `suppressed=false` is asked. */
                                findings: number;
                                /** @description The earliest date by which one of its findings that is not suppressed has to be gone. */
                                firstDeadline?: {
                                    /** Format: date */
                                    date: string;
                                    mandate: string;
                                };
                                /** @description The same on every server, for the same fields below up to `classical`. */
                                id: string;
                                keySize?: number;
                                library?: string;
                                purpose: string;
                                quantum: string;
                                repositories: number;
                                usage: string;
                                /**
                                 * @description The most severe of its findings.
                                 * @enum {string}
                                 */
                                worst: "critical" | "high" | "medium" | "low" | "info";
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{id}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of an asset, over the newest scans of all repositories */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the answer before, instead of `page`: as fast however far it is. */
                    after?: string;
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description ISO date: only what expires before that day begins (UTC). */
                    expires_before?: string;
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                    file_pattern?: string;
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    page?: number;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    size?: number;
                    /** @description `path`: by repository, path and position. `-severity`: the most severe first. `expires`: what expires first, and behind it what does not. */
                    sort?: "path" | "severity" | "-severity" | "expires";
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only repositories that have one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only these repositories, as their scans name them; may be repeated. */
                    target?: string[];
                    /** @description Only repositories that are said to be of one of these teams; may be repeated. */
                    team?: string[];
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path: {
                    /** @description Id of the asset. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `after` of the next page; absent at the end. */
                            next?: string;
                            page: number;
                            pages: number;
                            /** @description Findings of this page; none where nobody has it. */
                            results: ({
                                /**
                                 * @description Why it came, where there was a scan before. `ruleset`: that scan's rules do not find it in this code.
                                 * @enum {string}
                                 */
                                cause?: "code" | "ruleset";
                                /** @description Stays with the use from scan to scan. */
                                id: string;
                                /** @description The scan that found it. */
                                scan: string;
                                /**
                                 * @description Absent where the scan was compared with no other.
                                 * @enum {string}
                                 */
                                state?: "new" | "existing" | "reopened";
                                /** @description The repository. */
                                target: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assets/{id}/repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Repositories that have an asset, most findings first */
        get: {
            parameters: {
                query?: {
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    page?: number;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    size?: number;
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only repositories that have one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only these repositories, as their scans name them; may be repeated. */
                    target?: string[];
                    /** @description Only repositories that are said to be of one of these teams; may be repeated. */
                    team?: string[];
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path: {
                    /** @description Id of the asset. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Repositories of this page; none where nobody has it. */
                            results: {
                                findings: number;
                                /** @description The newest of the repository. */
                                scan: string;
                                target: string;
                                /**
                                 * @description The most severe of its findings.
                                 * @enum {string}
                                 */
                                worst: "critical" | "high" | "medium" | "low" | "info";
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings that expire, such as certificates, by date, over the newest scans of all repositories */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the answer before, instead of `page`: as fast however far it is. */
                    after?: string;
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description ISO date: only what expires before that day begins (UTC). */
                    expires_before?: string;
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                    file_pattern?: string;
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    page?: number;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    size?: number;
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only repositories that have one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only these repositories, as their scans name them; may be repeated. */
                    target?: string[];
                    /** @description Only repositories that are said to be of one of these teams; may be repeated. */
                    team?: string[];
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `after` of the next page; absent at the end. */
                            next?: string;
                            page: number;
                            pages: number;
                            /** @description Findings of this page; all have `expires`. */
                            results: ({
                                /**
                                 * @description Why it came, where there was a scan before. `ruleset`: that scan's rules do not find it in this code.
                                 * @enum {string}
                                 */
                                cause?: "code" | "ruleset";
                                /** @description Stays with the use from scan to scan. */
                                id: string;
                                /** @description The scan that found it. */
                                scan: string;
                                /**
                                 * @description Absent where the scan was compared with no other.
                                 * @enum {string}
                                 */
                                state?: "new" | "existing" | "reopened";
                                /** @description The repository. */
                                target: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Scans that are submitted, change or end, and what waits, as server-sent events
         * @description Events `submitted`, `changed` and `finished`: a scan whose state has changed, without progress; one that is taken at once may be told as `changed` first, and after a break the last ones are told again. Event `queue`: what waits, of the repositories that the caller reaches. Event `reset`: more was missed than is told again, ask for your lists.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The last `id` that was seen, to go on from there. */
                    "last-event-id"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description `data` of each event. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": ({
                            /** @description Findings against the scan before; suppressed ones count. Absent where a scan that began later had ended. */
                            changes?: {
                                /** @description How many of them because the rules changed, not the code. */
                                byRuleset: {
                                    fixed: number;
                                    new: number;
                                    reopened: number;
                                };
                                existing: number;
                                /** @description Are gone. None where it was compared with another ref or other options. */
                                fixed: number;
                                new: number;
                                /** @description Were gone, and are back. */
                                reopened: number;
                                /** @description It was made by other rules. */
                                ruleset: boolean;
                                /** @description What it was compared with: the scan before of the same ref and options, else the newest of another. */
                                since?: {
                                    commit?: string;
                                    ref?: string;
                                    scan: string;
                                };
                                /** @description Known uses in files that could not be scanned; they are not fixed. */
                                unseen: number;
                            };
                            /**
                             * Format: date-time
                             * @description When its ref was last seen to stand at its commit still.
                             */
                            checkedAt?: string;
                            commit?: string;
                            /** @description present = scanned + skipped + failed + quarantined. */
                            coverage?: {
                                failed: number;
                                present: number;
                                quarantined: number;
                                scanned: number;
                                /** @description Files by the reason why they were not scanned. */
                                skipped: {
                                    [key: string]: number;
                                };
                            } & {
                                [key: string]: unknown;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            /** @description SHA-256 over the findings: equal for equal results everywhere. */
                            digest?: string;
                            error?: string;
                            /** Format: date-time */
                            finishedAt?: string;
                            id: string;
                            /** @enum {string} */
                            priority: "on-demand" | "scheduled";
                            /** @description Units and files so far; of one scan only. */
                            progress?: {
                                bytes: number;
                                bytesDone: number;
                                /** @description In these units; what is known already needs none. */
                                contents: number;
                                contentsDone: number;
                                /** @description Paths planned or skipped so far. */
                                files: number;
                                /** @description The whole tree is planned: from then on `files` does not grow. */
                                sealed: boolean;
                                /** @description Over the last seconds, by all workers; absent once the scan is final. */
                                throughput?: {
                                    bytesPerSecond: number;
                                    contentsPerSecond: number;
                                };
                                units: number;
                                /** @description Units in each state. */
                                unitsByState: {
                                    [key: string]: number;
                                };
                                unitsDone: number;
                            } & {
                                [key: string]: unknown;
                            };
                            ref?: string;
                            requesters: number;
                            /** Format: date-time */
                            startedAt?: string;
                            /** @enum {string} */
                            state: "queued" | "planning" | "running" | "joining" | "completed" | "incomplete" | "failed" | "cancelled";
                            /** @description Findings by severity, family and quantum verdict. */
                            summary?: {
                                /** @description Findings of each family of algorithms. */
                                byFamily: {
                                    [key: string]: number;
                                };
                                /** @description Findings by what a quantum computer does to them. */
                                byQuantum: {
                                    [key: string]: number;
                                };
                                /** @description Findings of each severity. */
                                bySeverity: {
                                    [key: string]: number;
                                };
                                findings: number;
                                suppressed: number;
                                /** @description Uses whose algorithm is decided at run time. */
                                unresolved: number;
                            } & {
                                [key: string]: unknown;
                            };
                            target: string;
                        } & {
                            [key: string]: unknown;
                        }) | {
                            /** @description Units planned and not final: what autoscalers follow. */
                            outstanding: number;
                            planned: number;
                            /** @description Scans, and ranges of large trees, that are not planned yet. */
                            plans: number;
                            /** @description In the queue, not begun. */
                            published: number;
                            started: number;
                        } | Record<string, never>;
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exceptions, newest first: those of repositories that the caller reaches, and those for all */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                    /** @description Only these; may be repeated. */
                    state?: ("asked" | "approved" | "revoked" | "expired")[];
                    /** @description Only those that concern one of these repositories; may be repeated. */
                    target?: string[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Exceptions of this page. */
                            results: {
                                /** @description `RSA-1024`. */
                                algorithm?: string;
                                approved?: {
                                    /** Format: date-time */
                                    at: string;
                                    by: string;
                                };
                                asked: {
                                    /** Format: date-time */
                                    at: string;
                                    by: string;
                                };
                                /** @description `RSA`. */
                                family?: string;
                                /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                                filePattern?: string;
                                /** @description Id of a finding of the target. */
                                finding?: string;
                                id: string;
                                /** @description Why it is acceptable; stands with each finding that it is for. */
                                reason: string;
                                revoked?: {
                                    /** Format: date-time */
                                    at: string;
                                    by: string;
                                    reason?: string;
                                };
                                /** @description A rule's id, or what it begins with up to a dot: `java.jca`. */
                                rule?: string;
                                /**
                                 * @description Only approved ones count.
                                 * @enum {string}
                                 */
                                state: "asked" | "approved" | "revoked" | "expired";
                                /** @description The repository as its scans name it; every repository where absent. */
                                target?: string;
                                /**
                                 * Format: date
                                 * @description The last day on which it holds.
                                 */
                                until: string;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        /** Ask that uses be accepted until a day; nothing is, before an admin approves */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description `RSA-1024`. */
                        algorithm?: string;
                        /** @description `RSA`. */
                        family?: string;
                        /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                        filePattern?: string;
                        /** @description Id of a finding of the target. */
                        finding?: string;
                        /** @description Why it is acceptable; stands with each finding that it is for. */
                        reason: string;
                        /** @description A rule's id, or what it begins with up to a dot: `java.jca`. */
                        rule?: string;
                        /** @description The repository as its scans name it; every repository where absent. */
                        target?: string;
                        /**
                         * Format: date
                         * @description The last day on which it holds.
                         */
                        until: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `RSA-1024`. */
                            algorithm?: string;
                            approved?: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                            };
                            asked: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                            };
                            /** @description `RSA`. */
                            family?: string;
                            /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                            filePattern?: string;
                            /** @description Id of a finding of the target. */
                            finding?: string;
                            id: string;
                            /** @description Why it is acceptable; stands with each finding that it is for. */
                            reason: string;
                            revoked?: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                                reason?: string;
                            };
                            /** @description A rule's id, or what it begins with up to a dot: `java.jca`. */
                            rule?: string;
                            /**
                             * @description Only approved ones count.
                             * @enum {string}
                             */
                            state: "asked" | "approved" | "revoked" | "expired";
                            /** @description The repository as its scans name it; every repository where absent. */
                            target?: string;
                            /**
                             * Format: date
                             * @description The last day on which it holds.
                             */
                            until: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exceptions/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve an exception that somebody else has asked for */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the exception. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `RSA-1024`. */
                            algorithm?: string;
                            approved?: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                            };
                            asked: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                            };
                            /** @description `RSA`. */
                            family?: string;
                            /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                            filePattern?: string;
                            /** @description Id of a finding of the target. */
                            finding?: string;
                            id: string;
                            /** @description Why it is acceptable; stands with each finding that it is for. */
                            reason: string;
                            revoked?: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                                reason?: string;
                            };
                            /** @description A rule's id, or what it begins with up to a dot: `java.jca`. */
                            rule?: string;
                            /**
                             * @description Only approved ones count.
                             * @enum {string}
                             */
                            state: "asked" | "approved" | "revoked" | "expired";
                            /** @description The repository as its scans name it; every repository where absent. */
                            target?: string;
                            /**
                             * Format: date
                             * @description The last day on which it holds.
                             */
                            until: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exceptions/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke an exception, or refuse one that is asked for; who asked may take it back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the exception. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Why it holds no longer. */
                        reason?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `RSA-1024`. */
                            algorithm?: string;
                            approved?: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                            };
                            asked: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                            };
                            /** @description `RSA`. */
                            family?: string;
                            /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                            filePattern?: string;
                            /** @description Id of a finding of the target. */
                            finding?: string;
                            id: string;
                            /** @description Why it is acceptable; stands with each finding that it is for. */
                            reason: string;
                            revoked?: {
                                /** Format: date-time */
                                at: string;
                                by: string;
                                reason?: string;
                            };
                            /** @description A rule's id, or what it begins with up to a dot: `java.jca`. */
                            rule?: string;
                            /**
                             * @description Only approved ones count.
                             * @enum {string}
                             */
                            state: "asked" | "approved" | "revoked" | "expired";
                            /** @description The repository as its scans name it; every repository where absent. */
                            target?: string;
                            /**
                             * Format: date
                             * @description The last day on which it holds.
                             */
                            until: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of the newest scans of all repositories */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the answer before, instead of `page`: as fast however far it is. */
                    after?: string;
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description ISO date: only what expires before that day begins (UTC). */
                    expires_before?: string;
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                    file_pattern?: string;
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    page?: number;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    size?: number;
                    /** @description `path`: by repository, path and position. `-severity`: the most severe first. `expires`: what expires first, and behind it what does not. */
                    sort?: "path" | "severity" | "-severity" | "expires";
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only repositories that have one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only these repositories, as their scans name them; may be repeated. */
                    target?: string[];
                    /** @description Only repositories that are said to be of one of these teams; may be repeated. */
                    team?: string[];
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `after` of the next page; absent at the end. */
                            next?: string;
                            page: number;
                            pages: number;
                            /** @description Findings of this page. */
                            results: ({
                                /**
                                 * @description Why it came, where there was a scan before. `ruleset`: that scan's rules do not find it in this code.
                                 * @enum {string}
                                 */
                                cause?: "code" | "ruleset";
                                /** @description Stays with the use from scan to scan. */
                                id: string;
                                /** @description The scan that found it. */
                                scan: string;
                                /**
                                 * @description Absent where the scan was compared with no other.
                                 * @enum {string}
                                 */
                                state?: "new" | "existing" | "reopened";
                                /** @description The repository. */
                                target: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings.ndjson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of the newest scans of all repositories, as a stream */
        get: {
            parameters: {
                query?: {
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description ISO date: only what expires before that day begins (UTC). */
                    expires_before?: string;
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                    file_pattern?: string;
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    /** @description `path`: by repository, path and position. `-severity`: the most severe first. `expires`: what expires first, and behind it what does not. */
                    sort?: "path" | "severity" | "-severity" | "expires";
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only repositories that have one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only these repositories, as their scans name them; may be repeated. */
                    target?: string[];
                    /** @description Only repositories that are said to be of one of these teams; may be repeated. */
                    team?: string[];
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A JSON object a line; it breaks off where it cannot be completed. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-ndjson": string;
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{findingId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One finding of a repository's newest scan */
        get: {
            parameters: {
                query: {
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description The repository as its scans name it. */
                    target: string;
                };
                header?: never;
                path: {
                    /** @description Id of the finding. */
                    findingId: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A finding, as in the result of `pqc-audit scan --format json`, and what it is against the scan before. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /**
                             * @description Why it came, where there was a scan before. `ruleset`: that scan's rules do not find it in this code.
                             * @enum {string}
                             */
                            cause?: "code" | "ruleset";
                            /** @description Stays with the use from scan to scan. */
                            id: string;
                            /** @description The scan that found it. */
                            scan: string;
                            /**
                             * @description Absent where the scan was compared with no other.
                             * @enum {string}
                             */
                            state?: "new" | "existing" | "reopened";
                            /** @description The repository. */
                            target: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{findingId}/introduced": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** With which scan a finding of a repository's newest scan was first seen, and the commit of that scan */
        get: {
            parameters: {
                query: {
                    /** @description The repository as its scans name it. */
                    target: string;
                };
                header?: never;
                path: {
                    /** @description Id of the finding. */
                    findingId: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A server follows uses from scan to scan: the commit is that of the scan, and may hold the changes of several. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description It was there with the first scan: it came with it or before. */
                            before?: boolean;
                            /**
                             * @description `ruleset`: in the same code, the rules of the scan before say otherwise.
                             * @enum {string}
                             */
                            cause?: "code" | "ruleset";
                            commit?: string;
                            id: string;
                            path: string;
                            /** @description The id had a life before. */
                            reopens?: boolean;
                            /** @description May have been deleted by now. */
                            scan: string;
                            /**
                             * Format: date-time
                             * @description When the scan began.
                             */
                            time: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When nothing is left that a quantum computer breaks, if it goes on as in the last year, against each mandate */
        get: {
            parameters: {
                query?: {
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only this repository, as its scans name it, module by module. */
                    target?: string;
                    /** @description Only repositories of these teams; may be repeated. */
                    team?: string[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date */
                            from?: string;
                            /** @description When nothing is left if it goes on so; `latest` is absent where it may take longer than a century. */
                            gone?: {
                                /** Format: date */
                                earliest: string;
                                /** Format: date */
                                expected: string;
                                /** Format: date */
                                latest?: string;
                            };
                            milestones: {
                                /** Format: date */
                                date: string;
                                lateDays?: number;
                                /** @description Uses that are expected to be left then. */
                                left?: number;
                                mandate: string;
                                requirement: string;
                                /** @enum {string} */
                                state: "done" | "on-time" | "at-risk" | "late" | "unknown";
                            }[];
                            observations: number;
                            of: string;
                            /** @description Change in a year, with an interval of 90 %. */
                            perYear?: {
                                high: number;
                                low: number;
                                mid: number;
                            };
                            points: {
                                /** Format: date */
                                date: string;
                                uses: number;
                            }[];
                            /** @description Why there is no date. */
                            reason?: string;
                            repositories: number;
                            /** Format: date */
                            to?: string;
                            /** @enum {string} */
                            trend: "falling" | "rising" | "none" | "done";
                            /** @description Uses that a quantum computer breaks, at the last observation. */
                            uses: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/heads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Scan those of many repositories that a scan would tell something new of: their head has moved, or they have no complete scan of this engine and policy */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @default [] */
                        exclude?: string[];
                        /** @default [] */
                        include?: string[];
                        /**
                         * @description Scan the contents behind pointers of Git LFS too, of git repositories over https.
                         * @default false
                         */
                        lfs?: boolean;
                        repositories: {
                            /** @description Branch, tag or commit; the remote's HEAD where absent. */
                            ref?: string;
                            /** @description URL of a git repository. */
                            target: string;
                        }[];
                        /** @description As an earlier answer gave it: these belong to the same schedule and are counted with it. */
                        run?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Repositories that are looked at; one named twice is one. */
                            accepted: number;
                            /** @description Ask /api/v1/heads/{run} what came of them. */
                            run: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/heads/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of the repositories that one schedule named: how many had not moved, and how many are scanned
         * @description For whoever named them, and for a week.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Repositories named. */
                            asked: number;
                            /** @description Scanned: the head has moved, or no complete scan of this engine and policy stands. */
                            changed: number;
                            /** @description Named again before they were looked at, and counted there. */
                            elsewhere: number;
                            /** @description Not scanned: a scan would find the same again. */
                            unchanged: number;
                            /** @description Scanned because the head could not be looked at, so that the scan says why. */
                            unread: number;
                            /** @description Not looked at yet. */
                            waiting: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks, and what they may do */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Of the token or person. */
                            name: string;
                            /** @description Globs over targets; every repository where absent. */
                            repositories?: string[];
                            /**
                             * @description Each may do what those before it may.
                             * @enum {string}
                             */
                            role: "viewer" | "operator" | "admin";
                            /** @description Only repositories of these teams, and of them what `repositories` lets be; of every team where absent. */
                            teams?: string[];
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mandates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mandates that this release knows: what they require by when, and where that was read */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description All of them, by id. */
                            results: {
                                /** @description It binds where none is asked for. */
                                byDefault: boolean;
                                /**
                                 * @description How sure we are of the dates.
                                 * @enum {string}
                                 */
                                confidence: "high" | "medium" | "low";
                                /** @description As `mandate` of queries, and in `deadlines` of findings. */
                                id: string;
                                issuer: string;
                                note?: string;
                                /**
                                 * Format: date
                                 * @description When the source was read.
                                 */
                                read: string;
                                requirements: {
                                    /** @description Kinds of systems, as a repository's `.pqc-audit.yaml` names them. */
                                    classes?: string[];
                                    classical?: string[];
                                    /**
                                     * Format: date
                                     * @description The last day on which the old state is in order.
                                     */
                                    date: string;
                                    families?: string[];
                                    /** @description Bits. */
                                    keySizeBelow?: number;
                                    operations?: string[];
                                    /** @description Parts of the algorithm's full name, of which one is there. */
                                    parts?: string[];
                                    /** @description Beginnings of the protocol's name. */
                                    protocols?: string[];
                                    purposes?: string[];
                                    quantum?: string[];
                                    /** @description What to move to where nothing is wrong with the use otherwise. */
                                    replacement?: {
                                        [key: string]: unknown;
                                    };
                                    requirement: string;
                                    /** @description Bits of classical strength. */
                                    strengthBelow?: number;
                                    /** @description Speaks only where the mandate is asked for by its id. */
                                    whenAsked?: boolean;
                                }[];
                                /** @description The document, with its date. */
                                source: string;
                                title: string;
                            }[];
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals over the newest scans of all repositories */
        get: {
            parameters: {
                query?: {
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only repositories that have one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only these repositories, as their scans name them; may be repeated. */
                    target?: string[];
                    /** @description Only repositories that are said to be of one of these teams; may be repeated. */
                    team?: string[];
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description What ships, by mandate and date: earliest first. A finding counts with each of its deadlines. */
                            byDeadline: {
                                /**
                                 * Format: date
                                 * @description By when one has to act, where that is earlier.
                                 */
                                date: string;
                                findings: number;
                                mandate: string;
                                /** @description The date has passed. */
                                overdue: boolean;
                                repositories: number;
                            }[];
                            /** @description By family, most first. */
                            byFamily: {
                                [key: string]: number;
                            };
                            /** @description By what a quantum computer does to it. */
                            byQuantum: {
                                [key: string]: number;
                            };
                            /** @description By scope. */
                            byScope: {
                                [key: string]: number;
                            };
                            /** @description By severity. */
                            bySeverity: {
                                critical: number;
                                high: number;
                                info: number;
                                low: number;
                                medium: number;
                            };
                            /** @description Teams of repositories with a result; most uses that a quantum computer breaks first. */
                            byTeam: {
                                /** @description By severity. */
                                bySeverity: {
                                    critical: number;
                                    high: number;
                                    info: number;
                                    low: number;
                                    medium: number;
                                };
                                /** @description What a quantum computer breaks, and what else is weak today. */
                                byVerdict: {
                                    "quantum-broken": number;
                                    "weak-today": number;
                                };
                                findings: number;
                                repositories: number;
                                /** @description Absent for repositories that are said to be of none. */
                                team?: string;
                            }[];
                            /** @description What a quantum computer breaks, and what else is weak today. */
                            byVerdict: {
                                "quantum-broken": number;
                                "weak-today": number;
                            };
                            /** @description Not suppressed, as are all counts but `suppressed`. */
                            findings: number;
                            repositories: {
                                /** @description Those of them whose newest result lacks files that could not be scanned. */
                                incomplete: number;
                                /** @description Were submitted or are said something of, and have none; a few seconds old. */
                                neverScanned: number;
                                /** @description Have a result, and are counted here. */
                                scanned: number;
                            };
                            suppressed: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The migration as work packages, in the order of doing them: of all newest results, or of one repository */
        get: {
            parameters: {
                query?: {
                    /** @description Folders that make a module's name. */
                    depth?: number;
                    /** @description List only packages of these kinds; totals stay. May be repeated. */
                    kind?: ("library-upgrade" | "protocol-versions" | "weak-today" | "configuration" | "key-establishment" | "signatures" | "keys" | "certificates")[];
                    /** @description A deadline counts as passed so many months before. */
                    lead_months?: number;
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what the repository's CODEOWNERS gives to these owners; needs `target`. May be repeated. */
                    owner?: string[];
                    page?: number;
                    size?: number;
                    /** @description Only this repository, as its scans name it, module by module. */
                    target?: string;
                    /** @description Only repositories of these teams; may be repeated. */
                    team?: string[];
                    /** @description What is left if this repository, or module of `target`, moves; may be repeated. */
                    without?: string[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description planned + suppressed + definitions + notShipped + unclear + inOrder = findings. */
                            accounted: {
                                definitions: number;
                                findings: number;
                                inOrder: number;
                                notShipped: number;
                                planned: number;
                                suppressed: number;
                                unclear: number;
                            };
                            filter?: {
                                owners?: string[];
                                teams?: string[];
                            };
                            /** @description Some files could not be scanned. */
                            incomplete: boolean;
                            leadMonths: number;
                            /** @description Packages of this page, in the order of doing them. */
                            packages: {
                                algorithms: {
                                    more: number;
                                    named: {
                                        [key: string]: number;
                                    };
                                };
                                assumptions: string[];
                                blocked?: {
                                    findings: number;
                                    reasons: string[];
                                };
                                confidentialityYears?: number;
                                deadlines: {
                                    /** Format: date */
                                    actBy?: string;
                                    /** Format: date */
                                    date: string;
                                    findings: number;
                                    mandate: string;
                                    requirement: string;
                                }[];
                                /** Format: date */
                                due?: string;
                                /** @description Hours of one person, between these. */
                                effort: {
                                    high: number;
                                    low: number;
                                };
                                /**
                                 * @description `harvest`: recorded today, decrypted once there is a quantum computer.
                                 * @enum {string}
                                 */
                                exposure: "today" | "harvest" | "forgery" | "none";
                                /** @description Only of one repository. */
                                files?: number;
                                findings: number;
                                /** @description The same in every plan as long as kind, repository, module and owners are. */
                                id: string;
                                /** @enum {string} */
                                kind: "library-upgrade" | "protocol-versions" | "weak-today" | "configuration" | "key-establishment" | "signatures" | "keys" | "certificates";
                                libraries: string[];
                                module: string;
                                moveTo: {
                                    algorithm: string;
                                    findings: number;
                                    instead: {
                                        code: string;
                                        library: string;
                                        since: string;
                                        source: string;
                                    }[];
                                    standard: string;
                                }[];
                                /** @description 1 is to be done first. */
                                order: number;
                                overdue: boolean;
                                owners: string[];
                                repository: string;
                                requires: {
                                    package?: string;
                                    what: string;
                                }[];
                                /** @enum {string} */
                                severity: "critical" | "high" | "medium" | "low" | "info";
                                team?: string;
                                title: string;
                                /** @description The most urgent places; only of one repository. */
                                top: {
                                    algorithm: string;
                                    id: string;
                                    line: number;
                                    path: string;
                                    severity: string;
                                }[];
                            }[];
                            page: number;
                            pages: number;
                            planVersion: string;
                            repositories: number;
                            size: number;
                            target?: {
                                commit?: string;
                                location: string;
                            };
                            /** Format: date */
                            today: string;
                            /** @description Name and version. */
                            tool: {
                                [key: string]: unknown;
                            };
                            total: number;
                            totals: {
                                /** @description Findings that nothing is known to move to yet. */
                                blocked: number;
                                burnDown: {
                                    mandate: string;
                                    /** @description What has to be gone by each date, and by those before. */
                                    steps: {
                                        /** Format: date */
                                        date: string;
                                        /** @description Hours of one person, between these. */
                                        effort: {
                                            high: number;
                                            low: number;
                                        };
                                        findings: number;
                                    }[];
                                }[];
                                /** @description `library-upgrade`: Upgrade libraries and what is vendored; `protocol-versions`: Move to TLS 1.3 and current protocol versions; `weak-today`: Replace weak hashes and ciphers; `configuration`: Change configuration; `key-establishment`: Move key establishment and public-key encryption; `signatures`: Move signatures; `keys`: Replace stored keys; `certificates`: Reissue certificates */
                                byKind: {
                                    [key: string]: {
                                        /** @description Hours of one person, between these. */
                                        effort: {
                                            high: number;
                                            low: number;
                                        };
                                        findings: number;
                                        packages: number;
                                    };
                                };
                                /** @description Hours of one person, between these. */
                                effort: {
                                    high: number;
                                    low: number;
                                };
                                findings: number;
                                overdue: number;
                                packages: number;
                            };
                            whatIf?: {
                                left: {
                                    /** @description Findings that nothing is known to move to yet. */
                                    blocked: number;
                                    burnDown: {
                                        mandate: string;
                                        /** @description What has to be gone by each date, and by those before. */
                                        steps: {
                                            /** Format: date */
                                            date: string;
                                            /** @description Hours of one person, between these. */
                                            effort: {
                                                high: number;
                                                low: number;
                                            };
                                            findings: number;
                                        }[];
                                    }[];
                                    /** @description `library-upgrade`: Upgrade libraries and what is vendored; `protocol-versions`: Move to TLS 1.3 and current protocol versions; `weak-today`: Replace weak hashes and ciphers; `configuration`: Change configuration; `key-establishment`: Move key establishment and public-key encryption; `signatures`: Move signatures; `keys`: Replace stored keys; `certificates`: Reissue certificates */
                                    byKind: {
                                        [key: string]: {
                                            /** @description Hours of one person, between these. */
                                            effort: {
                                                high: number;
                                                low: number;
                                            };
                                            findings: number;
                                            packages: number;
                                        };
                                    };
                                    /** @description Hours of one person, between these. */
                                    effort: {
                                        high: number;
                                        low: number;
                                    };
                                    findings: number;
                                    overdue: number;
                                    packages: number;
                                };
                                without: string[];
                            };
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server judges findings by, and what it leaves to repositories and people */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            exceptions: {
                                /** @description Who asks for an exception may approve it. */
                                approveOwn: boolean;
                                /** @description So many days after it is asked for an exception ends at the latest. */
                                longestDays: number;
                            };
                            /** @description So long before a deadline a use counts as overdue; absent where queries say it. */
                            leadMonths?: number;
                            /** @description Ids of the mandates that stored findings are judged by. */
                            mandates: string[];
                            /** @description What a repository may decide of itself. */
                            repositories: {
                                /** @description Say which scope, lifetime of data and kind of system its files have. */
                                rescope: boolean;
                                /** @description Accept findings, by comments and in `.pqc-audit.yaml`. */
                                suppress: boolean;
                                /** @description Declare functions of its own that are looked for in it. */
                                wrappers: boolean;
                            };
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files that failed or were quarantined in the newest scan of every repository */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                    /** @description Only these; may be repeated. */
                    status?: ("failed" | "quarantined")[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Files of this page, newest scan first. */
                            results: {
                                /** Format: date-time */
                                finishedAt: string;
                                /** @description The reason. */
                                message: string;
                                path: string;
                                ref?: string;
                                scan: string;
                                /** @enum {string} */
                                status: "failed" | "quarantined";
                                target: string;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What waits: units, plans and heads, in all and by scan
         * @description Of the repositories that the caller reaches; for others than those the metrics speak.
         */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            depth: {
                                /** @description Units planned and not final: what autoscalers follow. */
                                outstanding: number;
                                planned: number;
                                /** @description Scans, and ranges of large trees, that are not planned yet. */
                                plans: number;
                                /** @description In the queue, not begun. */
                                published: number;
                                started: number;
                            };
                            /** @description Repositories whose head is still to be looked at. */
                            heads: number;
                            page: number;
                            pages: number;
                            /** @description Scans that are not final, in the order in which they are taken. */
                            results: {
                                /** Format: date-time */
                                createdAt: string;
                                id: string;
                                planned: number;
                                /** @enum {string} */
                                priority: "on-demand" | "scheduled";
                                published: number;
                                /** @description Of a tree that was cut. */
                                ranges?: {
                                    all: number;
                                    planned: number;
                                };
                                ref?: string;
                                started: number;
                                /** @enum {string} */
                                state: "queued" | "planning" | "running" | "joining";
                                target: string;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Repositories that were scanned, by name, each with its newest result and what is said of it */
        get: {
            parameters: {
                query?: {
                    /** @description Only these; may be repeated. */
                    criticality?: ("low" | "medium" | "high" | "critical")[];
                    page?: number;
                    /** @description Only repositories whose name holds this, in capital letters or small ones. */
                    search?: string;
                    size?: number;
                    /** @description Only with one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only of these teams; may be repeated. */
                    team?: string[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Repositories of this page. */
                            results: {
                                /** @description What people say of it. */
                                facts: {
                                    /** @description So long what it encrypts has to stay secret: deadlines are that much earlier for what can be recorded today. */
                                    confidentialityYears?: number;
                                    /**
                                     * @description How much depends on it.
                                     * @enum {string}
                                     */
                                    criticality?: "low" | "medium" | "high" | "critical";
                                    /** @description What the organisation calls data as confidential as the repository's. */
                                    dataClass?: string;
                                    /** @description A person, or an address. */
                                    owner?: string;
                                    /** @default [] */
                                    tags: string[];
                                    /** @description Who sees it, where callers are limited to teams. */
                                    team?: string;
                                };
                                /** @description Refs that were scanned by name. */
                                refs: string[];
                                /** @description The newest finished scan. */
                                scan: {
                                    /** @description Findings against the scan before; suppressed ones count. Absent where a scan that began later had ended. */
                                    changes?: {
                                        /** @description How many of them because the rules changed, not the code. */
                                        byRuleset: {
                                            fixed: number;
                                            new: number;
                                            reopened: number;
                                        };
                                        existing: number;
                                        /** @description Are gone. None where it was compared with another ref or other options. */
                                        fixed: number;
                                        new: number;
                                        /** @description Were gone, and are back. */
                                        reopened: number;
                                        /** @description It was made by other rules. */
                                        ruleset: boolean;
                                        /** @description What it was compared with: the scan before of the same ref and options, else the newest of another. */
                                        since?: {
                                            commit?: string;
                                            ref?: string;
                                            scan: string;
                                        };
                                        /** @description Known uses in files that could not be scanned; they are not fixed. */
                                        unseen: number;
                                    };
                                    /**
                                     * Format: date-time
                                     * @description When its ref was last seen to stand at its commit still.
                                     */
                                    checkedAt?: string;
                                    commit?: string;
                                    /** @description present = scanned + skipped + failed + quarantined. */
                                    coverage?: {
                                        failed: number;
                                        present: number;
                                        quarantined: number;
                                        scanned: number;
                                        /** @description Files by the reason why they were not scanned. */
                                        skipped: {
                                            [key: string]: number;
                                        };
                                    } & {
                                        [key: string]: unknown;
                                    };
                                    /** Format: date-time */
                                    createdAt: string;
                                    /** @description SHA-256 over the findings: equal for equal results everywhere. */
                                    digest?: string;
                                    error?: string;
                                    /** Format: date-time */
                                    finishedAt?: string;
                                    id: string;
                                    /** @enum {string} */
                                    priority: "on-demand" | "scheduled";
                                    /** @description Units and files so far; of one scan only. */
                                    progress?: {
                                        bytes: number;
                                        bytesDone: number;
                                        /** @description In these units; what is known already needs none. */
                                        contents: number;
                                        contentsDone: number;
                                        /** @description Paths planned or skipped so far. */
                                        files: number;
                                        /** @description The whole tree is planned: from then on `files` does not grow. */
                                        sealed: boolean;
                                        /** @description Over the last seconds, by all workers; absent once the scan is final. */
                                        throughput?: {
                                            bytesPerSecond: number;
                                            contentsPerSecond: number;
                                        };
                                        units: number;
                                        /** @description Units in each state. */
                                        unitsByState: {
                                            [key: string]: number;
                                        };
                                        unitsDone: number;
                                    } & {
                                        [key: string]: unknown;
                                    };
                                    ref?: string;
                                    requesters: number;
                                    /** Format: date-time */
                                    startedAt?: string;
                                    /** @enum {string} */
                                    state: "queued" | "planning" | "running" | "joining" | "completed" | "incomplete" | "failed" | "cancelled";
                                    /** @description Findings by severity, family and quantum verdict. */
                                    summary?: {
                                        /** @description Findings of each family of algorithms. */
                                        byFamily: {
                                            [key: string]: number;
                                        };
                                        /** @description Findings by what a quantum computer does to them. */
                                        byQuantum: {
                                            [key: string]: number;
                                        };
                                        /** @description Findings of each severity. */
                                        bySeverity: {
                                            [key: string]: number;
                                        };
                                        findings: number;
                                        suppressed: number;
                                        /** @description Uses whose algorithm is decided at run time. */
                                        unresolved: number;
                                    } & {
                                        [key: string]: unknown;
                                    };
                                    target: string;
                                } & {
                                    [key: string]: unknown;
                                };
                                target: string;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say all that is known of a repository, in the place of what was said before; it need not be scanned yet */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description So long what it encrypts has to stay secret: deadlines are that much earlier for what can be recorded today. */
                        confidentialityYears?: number;
                        /**
                         * @description How much depends on it.
                         * @enum {string}
                         */
                        criticality?: "low" | "medium" | "high" | "critical";
                        /** @description What the organisation calls data as confidential as the repository's. */
                        dataClass?: string;
                        /** @description A person, or an address. */
                        owner?: string;
                        /** @default [] */
                        tags?: string[];
                        /** @description URL of a git repository. */
                        target: string;
                        /** @description Who sees it, where callers are limited to teams. */
                        team?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            facts: {
                                /** @description So long what it encrypts has to stay secret: deadlines are that much earlier for what can be recorded today. */
                                confidentialityYears?: number;
                                /**
                                 * @description How much depends on it.
                                 * @enum {string}
                                 */
                                criticality?: "low" | "medium" | "high" | "critical";
                                /** @description What the organisation calls data as confidential as the repository's. */
                                dataClass?: string;
                                /** @description A person, or an address. */
                                owner?: string;
                                /** @default [] */
                                tags: string[];
                                /** @description Who sees it, where callers are limited to teams. */
                                team?: string;
                            };
                            target: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the scans of a repository found, one after another, newest first */
        get: {
            parameters: {
                query: {
                    page?: number;
                    /** @description Branch, tag or commit that was scanned by name. Where absent, HEAD, or the ref that was scanned last. */
                    ref?: string;
                    size?: number;
                    /** @description The repository as its scans name it. */
                    target: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            ref?: string;
                            /** @description Scans with the same options, each compared with the one before. */
                            results: {
                                /** @description Findings against the scan before; suppressed ones count. Absent where a scan that began later had ended. */
                                changes: {
                                    /** @description How many of them because the rules changed, not the code. */
                                    byRuleset: {
                                        fixed: number;
                                        new: number;
                                        reopened: number;
                                    };
                                    existing: number;
                                    /** @description Are gone. None where it was compared with another ref or other options. */
                                    fixed: number;
                                    new: number;
                                    /** @description Were gone, and are back. */
                                    reopened: number;
                                    /** @description It was made by other rules. */
                                    ruleset: boolean;
                                    /** @description What it was compared with: the scan before of the same ref and options, else the newest of another. */
                                    since?: {
                                        commit?: string;
                                        ref?: string;
                                        scan: string;
                                    };
                                    /** @description Known uses in files that could not be scanned; they are not fixed. */
                                    unseen: number;
                                };
                                commit?: string;
                                /** @description Every file could be scanned. */
                                complete: boolean;
                                /** @description May have been deleted by now. */
                                scan: string;
                                /** @description Findings by severity, family and quantum verdict. */
                                summary: {
                                    /** @description Findings of each family of algorithms. */
                                    byFamily: {
                                        [key: string]: number;
                                    };
                                    /** @description Findings by what a quantum computer does to them. */
                                    byQuantum: {
                                        [key: string]: number;
                                    };
                                    /** @description Findings of each severity. */
                                    bySeverity: {
                                        [key: string]: number;
                                    };
                                    findings: number;
                                    suppressed: number;
                                    /** @description Uses whose algorithm is decided at run time. */
                                    unresolved: number;
                                } & {
                                    [key: string]: unknown;
                                };
                                /**
                                 * Format: date-time
                                 * @description When the scan began.
                                 */
                                time: string;
                                /** @description Uses that are open from this scan to the next, by verdict and family. Suppressed ones count. */
                                uses: {
                                    [key: string]: {
                                        [key: string]: number;
                                    };
                                };
                            }[];
                            size: number;
                            target: string;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/lives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When each use came into a repository, and when it went */
        get: {
            parameters: {
                query: {
                    /** @description `RSA-1024`. */
                    algorithm?: string;
                    /** @description `RSA`. */
                    family?: string;
                    page?: number;
                    /** @description Branch, tag or commit that was scanned by name. Where absent, HEAD, or the ref that was scanned last. */
                    ref?: string;
                    /** @description A rule's id, or what it begins with up to a dot: `java.jca`. */
                    rule?: string;
                    size?: number;
                    /** @description Only uses that are there, or that are gone. */
                    state?: "open" | "closed";
                    /** @description The repository as its scans name it. */
                    target: string;
                    /** @description Only uses that a quantum computer breaks, or others that are weak today. */
                    verdict?: "quantum-broken" | "weak-today";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            ref?: string;
                            /** @description Uses by when they came. */
                            results: ({
                                algorithm: string;
                                classical?: string;
                                closed?: {
                                    /**
                                     * @description `ruleset`: in the same code, the rules of the scan before say otherwise.
                                     * @enum {string}
                                     */
                                    cause: "code" | "ruleset";
                                    commit?: string;
                                    /** @description May have been deleted by now. */
                                    scan: string;
                                    /**
                                     * Format: date-time
                                     * @description When the scan began.
                                     */
                                    time: string;
                                };
                                family: string;
                                fingerprint: string;
                                /** @description Of its findings. */
                                id: string;
                                language?: string;
                                library?: string;
                                opened: {
                                    /** @description It was there with the first scan: it came with it or before. */
                                    before?: boolean;
                                    /**
                                     * @description `ruleset`: in the same code, the rules of the scan before say otherwise.
                                     * @enum {string}
                                     */
                                    cause?: "code" | "ruleset";
                                    commit?: string;
                                    /** @description May have been deleted by now. */
                                    scan: string;
                                    /**
                                     * Format: date-time
                                     * @description When the scan began.
                                     */
                                    time: string;
                                };
                                operation?: string;
                                /** @description Where it is, or was last. */
                                path: string;
                                purpose?: string;
                                quantum?: string;
                                /** @description The id had a life before. */
                                reopens?: boolean;
                                ruleId: string;
                                /** @enum {string} */
                                severity: "critical" | "high" | "medium" | "low" | "info";
                                /** @enum {string} */
                                state: "open" | "closed";
                                usage?: string;
                                /**
                                 * @description Absent where it may stay.
                                 * @enum {string}
                                 */
                                verdict?: "quantum-broken" | "weak-today";
                            } & {
                                [key: string]: unknown;
                            })[];
                            size: number;
                            target: string;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/repositories/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete a repository's scans, findings, paths, snippets and history, the newest too; running scans end */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The repository as its scans name it. */
                        target: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Scans that are being deleted. */
                            scans: number;
                            target: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scans, newest first */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Scans without progress. */
                            results: ({
                                /** @description Findings against the scan before; suppressed ones count. Absent where a scan that began later had ended. */
                                changes?: {
                                    /** @description How many of them because the rules changed, not the code. */
                                    byRuleset: {
                                        fixed: number;
                                        new: number;
                                        reopened: number;
                                    };
                                    existing: number;
                                    /** @description Are gone. None where it was compared with another ref or other options. */
                                    fixed: number;
                                    new: number;
                                    /** @description Were gone, and are back. */
                                    reopened: number;
                                    /** @description It was made by other rules. */
                                    ruleset: boolean;
                                    /** @description What it was compared with: the scan before of the same ref and options, else the newest of another. */
                                    since?: {
                                        commit?: string;
                                        ref?: string;
                                        scan: string;
                                    };
                                    /** @description Known uses in files that could not be scanned; they are not fixed. */
                                    unseen: number;
                                };
                                /**
                                 * Format: date-time
                                 * @description When its ref was last seen to stand at its commit still.
                                 */
                                checkedAt?: string;
                                commit?: string;
                                /** @description present = scanned + skipped + failed + quarantined. */
                                coverage?: {
                                    failed: number;
                                    present: number;
                                    quarantined: number;
                                    scanned: number;
                                    /** @description Files by the reason why they were not scanned. */
                                    skipped: {
                                        [key: string]: number;
                                    };
                                } & {
                                    [key: string]: unknown;
                                };
                                /** Format: date-time */
                                createdAt: string;
                                /** @description SHA-256 over the findings: equal for equal results everywhere. */
                                digest?: string;
                                error?: string;
                                /** Format: date-time */
                                finishedAt?: string;
                                id: string;
                                /** @enum {string} */
                                priority: "on-demand" | "scheduled";
                                /** @description Units and files so far; of one scan only. */
                                progress?: {
                                    bytes: number;
                                    bytesDone: number;
                                    /** @description In these units; what is known already needs none. */
                                    contents: number;
                                    contentsDone: number;
                                    /** @description Paths planned or skipped so far. */
                                    files: number;
                                    /** @description The whole tree is planned: from then on `files` does not grow. */
                                    sealed: boolean;
                                    /** @description Over the last seconds, by all workers; absent once the scan is final. */
                                    throughput?: {
                                        bytesPerSecond: number;
                                        contentsPerSecond: number;
                                    };
                                    units: number;
                                    /** @description Units in each state. */
                                    unitsByState: {
                                        [key: string]: number;
                                    };
                                    unitsDone: number;
                                } & {
                                    [key: string]: unknown;
                                };
                                ref?: string;
                                requesters: number;
                                /** Format: date-time */
                                startedAt?: string;
                                /** @enum {string} */
                                state: "queued" | "planning" | "running" | "joining" | "completed" | "incomplete" | "failed" | "cancelled";
                                /** @description Findings by severity, family and quantum verdict. */
                                summary?: {
                                    /** @description Findings of each family of algorithms. */
                                    byFamily: {
                                        [key: string]: number;
                                    };
                                    /** @description Findings by what a quantum computer does to them. */
                                    byQuantum: {
                                        [key: string]: number;
                                    };
                                    /** @description Findings of each severity. */
                                    bySeverity: {
                                        [key: string]: number;
                                    };
                                    findings: number;
                                    suppressed: number;
                                    /** @description Uses whose algorithm is decided at run time. */
                                    unresolved: number;
                                } & {
                                    [key: string]: unknown;
                                };
                                target: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        /** Scan a git repository; the same submission while a scan is under way joins it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @default [] */
                        exclude?: string[];
                        /** @default [] */
                        include?: string[];
                        /**
                         * @description Scan the contents behind pointers of Git LFS too, of git repositories over https.
                         * @default false
                         */
                        lfs?: boolean;
                        /**
                         * @default on-demand
                         * @enum {string}
                         */
                        priority?: "on-demand" | "scheduled";
                        /** @description Branch, tag or commit; the remote's HEAD where absent. */
                        ref?: string;
                        /** @description URL of a git repository. */
                        target: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @description True where the same scan was under way already. */
                            joined: boolean;
                            state: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One scan: state, progress, coverage, summary, digest */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Findings against the scan before; suppressed ones count. Absent where a scan that began later had ended. */
                            changes?: {
                                /** @description How many of them because the rules changed, not the code. */
                                byRuleset: {
                                    fixed: number;
                                    new: number;
                                    reopened: number;
                                };
                                existing: number;
                                /** @description Are gone. None where it was compared with another ref or other options. */
                                fixed: number;
                                new: number;
                                /** @description Were gone, and are back. */
                                reopened: number;
                                /** @description It was made by other rules. */
                                ruleset: boolean;
                                /** @description What it was compared with: the scan before of the same ref and options, else the newest of another. */
                                since?: {
                                    commit?: string;
                                    ref?: string;
                                    scan: string;
                                };
                                /** @description Known uses in files that could not be scanned; they are not fixed. */
                                unseen: number;
                            };
                            /**
                             * Format: date-time
                             * @description When its ref was last seen to stand at its commit still.
                             */
                            checkedAt?: string;
                            commit?: string;
                            /** @description present = scanned + skipped + failed + quarantined. */
                            coverage?: {
                                failed: number;
                                present: number;
                                quarantined: number;
                                scanned: number;
                                /** @description Files by the reason why they were not scanned. */
                                skipped: {
                                    [key: string]: number;
                                };
                            } & {
                                [key: string]: unknown;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            /** @description SHA-256 over the findings: equal for equal results everywhere. */
                            digest?: string;
                            error?: string;
                            /** Format: date-time */
                            finishedAt?: string;
                            id: string;
                            /** @enum {string} */
                            priority: "on-demand" | "scheduled";
                            /** @description Units and files so far; of one scan only. */
                            progress?: {
                                bytes: number;
                                bytesDone: number;
                                /** @description In these units; what is known already needs none. */
                                contents: number;
                                contentsDone: number;
                                /** @description Paths planned or skipped so far. */
                                files: number;
                                /** @description The whole tree is planned: from then on `files` does not grow. */
                                sealed: boolean;
                                /** @description Over the last seconds, by all workers; absent once the scan is final. */
                                throughput?: {
                                    bytesPerSecond: number;
                                    contentsPerSecond: number;
                                };
                                units: number;
                                /** @description Units in each state. */
                                unitsByState: {
                                    [key: string]: number;
                                };
                                unitsDone: number;
                            } & {
                                [key: string]: unknown;
                            };
                            ref?: string;
                            requesters: number;
                            /** Format: date-time */
                            startedAt?: string;
                            /** @enum {string} */
                            state: "queued" | "planning" | "running" | "joining" | "completed" | "incomplete" | "failed" | "cancelled";
                            /** @description Findings by severity, family and quantum verdict. */
                            summary?: {
                                /** @description Findings of each family of algorithms. */
                                byFamily: {
                                    [key: string]: number;
                                };
                                /** @description Findings by what a quantum computer does to them. */
                                byQuantum: {
                                    [key: string]: number;
                                };
                                /** @description Findings of each severity. */
                                bySeverity: {
                                    [key: string]: number;
                                };
                                findings: number;
                                suppressed: number;
                                /** @description Uses whose algorithm is decided at run time. */
                                unresolved: number;
                            } & {
                                [key: string]: unknown;
                            };
                            target: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back one's own request for a scan; it stops when the last one is taken back, or at once for an admin */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @description Requests that still stand; the scan ends with the last one. */
                            requesters: number;
                            state: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of a finished scan that are malformed, failed or quarantined, by path, each with its reason */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                    /** @description Only these; may be repeated. */
                    status?: ("malformed" | "failed" | "quarantined")[];
                };
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Files of this page. */
                            results: {
                                /** @description The reason. */
                                message: string;
                                path: string;
                                /**
                                 * @description A malformed file was scanned, the others were not.
                                 * @enum {string}
                                 */
                                status: "malformed" | "failed" | "quarantined";
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * State and progress of one scan as server-sent events, until it is final
         * @description Event `progress`: the scan as `GET /scans/:id` answers it, whenever something of it has changed. Event `end`: the same, once, when it is final; the stream ends then. With `last-event-id` of an `end` the answer is 204.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The last `id` that was seen, to go on from there. */
                    "last-event-id"?: string;
                };
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description `data` of each event. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": {
                            /** @description Findings against the scan before; suppressed ones count. Absent where a scan that began later had ended. */
                            changes?: {
                                /** @description How many of them because the rules changed, not the code. */
                                byRuleset: {
                                    fixed: number;
                                    new: number;
                                    reopened: number;
                                };
                                existing: number;
                                /** @description Are gone. None where it was compared with another ref or other options. */
                                fixed: number;
                                new: number;
                                /** @description Were gone, and are back. */
                                reopened: number;
                                /** @description It was made by other rules. */
                                ruleset: boolean;
                                /** @description What it was compared with: the scan before of the same ref and options, else the newest of another. */
                                since?: {
                                    commit?: string;
                                    ref?: string;
                                    scan: string;
                                };
                                /** @description Known uses in files that could not be scanned; they are not fixed. */
                                unseen: number;
                            };
                            /**
                             * Format: date-time
                             * @description When its ref was last seen to stand at its commit still.
                             */
                            checkedAt?: string;
                            commit?: string;
                            /** @description present = scanned + skipped + failed + quarantined. */
                            coverage?: {
                                failed: number;
                                present: number;
                                quarantined: number;
                                scanned: number;
                                /** @description Files by the reason why they were not scanned. */
                                skipped: {
                                    [key: string]: number;
                                };
                            } & {
                                [key: string]: unknown;
                            };
                            /** Format: date-time */
                            createdAt: string;
                            /** @description SHA-256 over the findings: equal for equal results everywhere. */
                            digest?: string;
                            error?: string;
                            /** Format: date-time */
                            finishedAt?: string;
                            id: string;
                            /** @enum {string} */
                            priority: "on-demand" | "scheduled";
                            /** @description Units and files so far; of one scan only. */
                            progress?: {
                                bytes: number;
                                bytesDone: number;
                                /** @description In these units; what is known already needs none. */
                                contents: number;
                                contentsDone: number;
                                /** @description Paths planned or skipped so far. */
                                files: number;
                                /** @description The whole tree is planned: from then on `files` does not grow. */
                                sealed: boolean;
                                /** @description Over the last seconds, by all workers; absent once the scan is final. */
                                throughput?: {
                                    bytesPerSecond: number;
                                    contentsPerSecond: number;
                                };
                                units: number;
                                /** @description Units in each state. */
                                unitsByState: {
                                    [key: string]: number;
                                };
                                unitsDone: number;
                            } & {
                                [key: string]: unknown;
                            };
                            ref?: string;
                            requesters: number;
                            /** Format: date-time */
                            startedAt?: string;
                            /** @enum {string} */
                            state: "queued" | "planning" | "running" | "joining" | "completed" | "incomplete" | "failed" | "cancelled";
                            /** @description Findings by severity, family and quantum verdict. */
                            summary?: {
                                /** @description Findings of each family of algorithms. */
                                byFamily: {
                                    [key: string]: number;
                                };
                                /** @description Findings by what a quantum computer does to them. */
                                byQuantum: {
                                    [key: string]: number;
                                };
                                /** @description Findings of each severity. */
                                bySeverity: {
                                    [key: string]: number;
                                };
                                findings: number;
                                suppressed: number;
                                /** @description Uses whose algorithm is decided at run time. */
                                unresolved: number;
                            } & {
                                [key: string]: unknown;
                            };
                            target: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description The end was told already. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of a finished scan */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the answer before, instead of `page`: as fast however far it is. */
                    after?: string;
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description ISO date: only what expires before that day begins (UTC). */
                    expires_before?: string;
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                    file_pattern?: string;
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    page?: number;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    size?: number;
                    /** @description `path`: by repository, path and position. `-severity`: the most severe first. `expires`: what expires first, and behind it what does not. */
                    sort?: "path" | "severity" | "-severity" | "expires";
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description `after` of the next page; absent at the end. */
                            next?: string;
                            page: number;
                            pages: number;
                            /** @description Findings of this page. */
                            results: ({
                                /**
                                 * @description Why it came, where there was a scan before. `ruleset`: that scan's rules do not find it in this code.
                                 * @enum {string}
                                 */
                                cause?: "code" | "ruleset";
                                /** @description Stays with the use from scan to scan. */
                                id: string;
                                /**
                                 * @description Absent where the scan was compared with no other.
                                 * @enum {string}
                                 */
                                state?: "new" | "existing" | "reopened";
                            } & {
                                [key: string]: unknown;
                            })[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/findings.ndjson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of a finished scan, as a stream */
        get: {
            parameters: {
                query?: {
                    /** @description Only these algorithms with their parameters, such as `RSA-2048`; may be repeated. */
                    algorithm?: string[];
                    /** @description Only what is so today; may be repeated. */
                    classical?: ("broken" | "weak" | "ok")[];
                    /** @description ISO date: only what expires before that day begins (UTC). */
                    expires_before?: string;
                    /** @description Only these families, such as `RSA`; may be repeated. */
                    family?: string[];
                    /** @description Glob over the path (`src/**\/*.java`), or over the file name where it holds no `/` (`*.java`). */
                    file_pattern?: string;
                    /** @description Only these languages or artifact formats; may be repeated. */
                    language?: string[];
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these libraries; may be repeated. */
                    library?: string[];
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; with `mandate` under these mandates alone. */
                    overdue?: boolean;
                    /** @description Only these purposes; may be repeated. */
                    purpose?: ("key-establishment" | "signature" | "encryption" | "hash" | "mac" | "key-derivation" | "random" | "protocol" | "unknown")[];
                    /** @description Only what a quantum computer does this to; may be repeated. */
                    quantum?: ("broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown")[];
                    /** @description Only the rules with these ids, or with ids that begin so up to a dot: `java.jca`; may be repeated. */
                    rule?: string[];
                    /** @description Only these scopes; may be repeated. */
                    scope?: ("production" | "test" | "example" | "vendored" | "generated" | "documentation")[];
                    /** @description Only these severities; may be repeated. */
                    severity?: ("critical" | "high" | "medium" | "low" | "info")[];
                    /** @description `path`: by repository, path and position. `-severity`: the most severe first. `expires`: what expires first, and behind it what does not. */
                    sort?: "path" | "severity" | "-severity" | "expires";
                    /** @description Only these, against the scan before; may be repeated. Of a first scan all are new. */
                    state?: ("new" | "existing" | "reopened")[];
                    /** @description Only what is suppressed, or only what is not; everything where absent. */
                    suppressed?: boolean;
                    /** @description Only uses whose algorithm is decided at run time, or only the others. */
                    unresolved?: boolean;
                    /** @description Only these usages; may be repeated. */
                    usage?: ("call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition")[];
                };
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A JSON object a line; it breaks off where it cannot be completed. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-ndjson": string;
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/fixed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Uses that are gone with a finished scan */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                };
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Lives that ended, by when they came. */
                            results: ({
                                algorithm: string;
                                classical?: string;
                                closed?: {
                                    /**
                                     * @description `ruleset`: in the same code, the rules of the scan before say otherwise.
                                     * @enum {string}
                                     */
                                    cause: "code" | "ruleset";
                                    commit?: string;
                                    /** @description May have been deleted by now. */
                                    scan: string;
                                    /**
                                     * Format: date-time
                                     * @description When the scan began.
                                     */
                                    time: string;
                                };
                                family: string;
                                fingerprint: string;
                                /** @description Of its findings. */
                                id: string;
                                language?: string;
                                library?: string;
                                opened: {
                                    /** @description It was there with the first scan: it came with it or before. */
                                    before?: boolean;
                                    /**
                                     * @description `ruleset`: in the same code, the rules of the scan before say otherwise.
                                     * @enum {string}
                                     */
                                    cause?: "code" | "ruleset";
                                    commit?: string;
                                    /** @description May have been deleted by now. */
                                    scan: string;
                                    /**
                                     * Format: date-time
                                     * @description When the scan began.
                                     */
                                    time: string;
                                };
                                operation?: string;
                                /** @description Where it is, or was last. */
                                path: string;
                                purpose?: string;
                                quantum?: string;
                                /** @description The id had a life before. */
                                reopens?: boolean;
                                ruleId: string;
                                /** @enum {string} */
                                severity: "critical" | "high" | "medium" | "low" | "info";
                                /** @enum {string} */
                                state: "open" | "closed";
                                usage?: string;
                                /**
                                 * @description Absent where it may stay.
                                 * @enum {string}
                                 */
                                verdict?: "quantum-broken" | "weak-today";
                            } & {
                                [key: string]: unknown;
                            })[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/modules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Modules of a finished scan that have findings, by name: each can be asked an inventory of */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                };
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Modules of this page. */
                            results: {
                                files: number;
                                /** @description Suppressed ones too. */
                                findings: number;
                                module: string;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A finished scan as a report to download */
        get: {
            parameters: {
                query?: {
                    /** @description As of `pqc-audit scan --format`. */
                    format?: "text" | "json" | "ndjson" | "baseline" | "csv" | "markdown" | "junit" | "gitlab" | "html" | "sarif" | "cbom" | "cbom-1.6" | "cbom-1.7" | "openvex" | "spdx";
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                    /** @description The inventory of one module alone, as `GET /scans/:id/modules` names it; of CycloneDX only. */
                    module?: string;
                };
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The report, as a stream; it breaks off where it cannot be completed. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole result as one JSON object */
        get: {
            parameters: {
                query?: {
                    /** @description Each finding says whether it is `overdue`: a deadline has passed, or passes within so many months. */
                    lead_months?: number;
                    /** @description Only these mandates bind, such as `cnsa-2.0`; what to move to fits them. May be repeated, or hold several with commas. */
                    mandate?: string[];
                };
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The whole result, as `pqc-audit scan --format json` prints it. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{id}/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units of a scan, in the order of its plan */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                    /** @description Only these; may be repeated. */
                    state?: ("planned" | "published" | "started" | "committed" | "split" | "failed" | "quarantined" | "cancelled")[];
                };
                header?: never;
                path: {
                    /** @description Id of the scan. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Units of this page. */
                            results: {
                                /** @description How often it was published. */
                                attempts: number;
                                bytes: number;
                                /** @description Absent where an older release planned it. */
                                contents?: number;
                                error?: string;
                                /** @description How often a worker reported that it failed. */
                                failures: number;
                                /** Format: date-time */
                                finishedAt?: string;
                                id: string;
                                /** @description The unit it was split or taken over from. */
                                parent?: string;
                                /** Format: date-time */
                                publishedAt?: string;
                                /** Format: date-time */
                                startedAt?: string;
                                /** @description How often it was begun. */
                                starts: number;
                                /** @enum {string} */
                                state: "planned" | "published" | "started" | "committed" | "split" | "failed" | "quarantined" | "cancelled";
                                /** @description Who began it last. */
                                worker?: string;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How people sign in at this server */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Why there is no provider now, where one is configured. */
                            problem?: string;
                            /** @description Where to send people, with the authorization code flow and PKCE (S256), and as which public client. */
                            provider?: {
                                authorizationEndpoint: string;
                                clientId: string;
                                issuer: string;
                                scope: string;
                            };
                            /** @description Nobody passes without a token. */
                            token: boolean;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The token for the code that the identity provider has sent the page */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                        nonce: string;
                        redirectUri: string;
                        /** @description RFC 7636. */
                        verifier: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description For `authorization: Bearer`, as long as the provider lets it. */
                            token: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Teams, by name, with how many repositories of each the caller reaches */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Teams of this page. */
                            results: {
                                /** @description Of the team, as far as the caller reaches them. */
                                repositories: number;
                                /** @description Those of them that have a result. */
                                scanned: number;
                                team: string;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open uses that a quantum computer breaks or that are weak, over time, over all repositories */
        get: {
            parameters: {
                query?: {
                    /** @description ISO date. Default: 90 days before `to`. */
                    from?: string;
                    /** @description Weeks end on Sundays. */
                    interval?: "day" | "week" | "month";
                    /** @description Only repositories that have one of these tags; may be repeated. */
                    tag?: string[];
                    /** @description Only these repositories, as their scans name them; may be repeated. */
                    target?: string[];
                    /** @description Only repositories that are said to be of one of these teams; may be repeated. */
                    team?: string[];
                    /** @description ISO date. Default: today. */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date */
                            from: string;
                            /** @enum {string} */
                            interval: "day" | "week" | "month";
                            /** @description Oldest first; each as it was at the end of its day (UTC). */
                            points: {
                                byFamily: {
                                    /** @description By family, most first. */
                                    "quantum-broken": {
                                        [key: string]: number;
                                    };
                                    /** @description By family, most first. */
                                    "weak-today": {
                                        [key: string]: number;
                                    };
                                };
                                /** Format: date */
                                date: string;
                                /** @description Had been scanned by then. */
                                repositories: number;
                                /** @description Open uses. Suppressed ones count. */
                                uses: {
                                    "quantum-broken": number;
                                    "weak-today": number;
                                };
                            }[];
                            /** Format: date */
                            to: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Webhooks, newest first
         * @description Of whoever is limited to some repositories: his own.
         */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Without their secrets. */
                            results: {
                                /** Format: date-time */
                                createdAt: string;
                                createdBy: string;
                                /** @description `scan.finished`: whatever its end is. `findings.critical`: the new critical findings of a scan that nothing suppresses, in one event. `exception.expiring`: an approved exception ends within ten days. */
                                events: ("scan.finished" | "findings.critical" | "exception.expiring")[];
                                id: string;
                                /**
                                 * @description `standard`: the event as JSON (standardwebhooks.com). `slack`: a message that Slack's incoming webhooks take.
                                 * @enum {string}
                                 */
                                kind: "standard" | "slack";
                                name: string;
                                /** @description Only of repositories that one of these globs matches; never of others than its creator reaches. */
                                repositories?: string[];
                                /** @description What may be shown of it: an address can be a secret. */
                                url: string;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        /** Have somebody told of what happens; the answer tells the signing secret, once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description `scan.finished`: whatever its end is. `findings.critical`: the new critical findings of a scan that nothing suppresses, in one event. `exception.expiring`: an approved exception ends within ten days. */
                        events: ("scan.finished" | "findings.critical" | "exception.expiring")[];
                        /**
                         * @description `standard`: the event as JSON (standardwebhooks.com). `slack`: a message that Slack's incoming webhooks take.
                         * @default standard
                         * @enum {string}
                         */
                        kind?: "standard" | "slack";
                        name: string;
                        /** @description Only of repositories that one of these globs matches; never of others than its creator reaches. */
                        repositories?: string[];
                        /** @description Where to send to: https, and no private address unless the server is configured to allow it. */
                        url: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            createdAt: string;
                            createdBy: string;
                            /** @description `scan.finished`: whatever its end is. `findings.critical`: the new critical findings of a scan that nothing suppresses, in one event. `exception.expiring`: an approved exception ends within ten days. */
                            events: ("scan.finished" | "findings.critical" | "exception.expiring")[];
                            id: string;
                            /**
                             * @description `standard`: the event as JSON (standardwebhooks.com). `slack`: a message that Slack's incoming webhooks take.
                             * @enum {string}
                             */
                            kind: "standard" | "slack";
                            name: string;
                            /** @description Only of repositories that one of these globs matches; never of others than its creator reaches. */
                            repositories?: string[];
                            /** @description `whsec_…`: what deliveries are signed with. It is told this once. */
                            secret: string;
                            /** @description What may be shown of it: an address can be a secret. */
                            url: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The body is too large. */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_large",
                         *         "message": "the body is larger than 262144 bytes"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Tell it no more; what was not delivered yet is dropped */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the webhook. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is gone. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What it was told, or is still to be told, newest first */
        get: {
            parameters: {
                query?: {
                    page?: number;
                    size?: number;
                };
                header?: never;
                path: {
                    /** @description Id of the webhook. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Those that ended are kept for two weeks. */
                            results: {
                                attempts: number;
                                /** Format: date-time */
                                createdAt: string;
                                /** Format: date-time */
                                endedAt?: string;
                                error?: string;
                                event: string;
                                /** @description `webhook-id`: what the receiver tells repetitions by. */
                                id: string;
                                /** Format: date-time */
                                nextAt?: string;
                                /** @enum {string} */
                                state: "waiting" | "delivered" | "failed";
                                /** @description What the receiver answered last. */
                                status?: number;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it an event that says no more than that it is a test */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Id of the webhook. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Id of the delivery that is on its way. */
                            delivery: string;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It cannot be answered as things stand. */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_finished",
                         *         "message": "scan 7f0c2d7e0a6f5d0c1b2a is running: ask again when it is completed"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Workers that began units lately
         * @description By what the ledger was told; of units of repositories that the caller reaches.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Who began a unit within so long. */
                    minutes?: number;
                    page?: number;
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            page: number;
                            pages: number;
                            /** @description Those that were seen last come first. */
                            results: {
                                begun: number;
                                done: number;
                                /** @description Digest of the engine that its newest unit is for. */
                                engine: string;
                                /** @description Reported as failed, or given back. */
                                failed: number;
                                id: string;
                                /**
                                 * Format: date-time
                                 * @description When it last began or ended a unit.
                                 */
                                lastSeen: string;
                                /** @description Begun and not ended, as far as the ledger knows. */
                                running: number;
                            }[];
                            size: number;
                            total: number;
                        };
                    };
                };
                /** @description Something of the request is wrong. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "invalid_request",
                         *         "message": "querystring.size must be <= 1000"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Nobody known asks. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unauthorized",
                         *         "message": "send a token of this server: authorization: Bearer TOKEN"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The caller may not do that. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "forbidden",
                         *         "message": "this needs the role operator; ci is viewer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description It is not there, or the caller may not see it. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "not_found",
                         *         "message": "there is no scan 7f0c2d7e0a6f5d0c1b2a"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description The address asked too often. */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "too_many_requests",
                         *         "message": "Rate limit exceeded, retry in 1 minute"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
                /** @description Not now; `retry-after` says when. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "error": {
                         *         "code": "unavailable",
                         *         "message": "the database does not answer"
                         *       }
                         *     }
                         */
                        "application/json": {
                            error: {
                                code: string;
                                message: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
