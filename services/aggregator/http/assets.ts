/** Assets over all repositories: what cryptography there is, and where. */
import type { FastifyInstance } from "fastify";
import { ASSET_ORDERS, type Asset, type AssetOrder, assetsOf, repositoriesOf } from "../query/assets.ts";
import { filterKey } from "../query/filter.ts";
import { pageOf as pageOfFindings } from "../query/findings.ts";
import { Remembered } from "../query/remembered.ts";
import { asset, assetId, assetInRepository } from "./asset-schemas.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { sendPage, tellAnywhereOf } from "./finding-answers.ts";
import {
  type FilterQuery,
  filterOf,
  findingFilters,
  kindFilters,
  type PagedQuery,
  pagedFindings,
  pageQueryOf,
  policyFor,
  repositoryFilters,
} from "./finding-filters.ts";
import { judgeFor } from "./judging.ts";
import { type RepositoryQuery, reachedBy } from "./reached.ts";
import { failuresOf, findingAnywhere, keyedPageOf, pageOf, paging } from "./schemas.ts";

type CountedQuery = FilterQuery & RepositoryQuery & { readonly page: number; readonly size: number };

const assetsQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...paging,
    ...kindFilters,
    ...repositoryFilters,
    sort: {
      type: "string",
      enum: ASSET_ORDERS,
      default: "-findings",
      description:
        "`-findings`, `-repositories`: most first. `-severity`: the most severe first. `deadline`: earliest first.",
    },
  },
} as const;

const countedQuery = {
  type: "object",
  additionalProperties: false,
  properties: { ...paging, ...kindFilters, ...repositoryFilters },
} as const;

const findingsQuery = {
  type: "object",
  additionalProperties: false,
  properties: { ...pagedFindings, ...findingFilters, ...repositoryFilters },
} as const;

function paged<T>(all: readonly T[], { page, size }: { readonly page: number; readonly size: number }) {
  const results = all.slice((page - 1) * size, page * size);
  return { results, total: all.length, page, size, pages: Math.ceil(all.length / size) };
}

export function assetRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { context, policyAt } = dependencies;
  const { store } = context;
  const judgeOf = judgeFor(dependencies);
  const failures = failuresOf(400, 401, 403, 404, 429, 503);
  const known = new Remembered<readonly Asset[]>();

  app.get<{ Querystring: CountedQuery & { readonly sort: AssetOrder } }>(
    "/api/v1/assets",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Equal uses of cryptography as one asset, over the newest scans of all repositories",
        tags: ["assets"],
        querystring: assetsQuery,
        response: { 200: pageOf(asset, "Assets of this page."), ...failures },
      },
    },
    async (request) => {
      const { query } = request;
      const { inventory, repositories } = await reachedBy(store, request, query);
      const counted = { filter: filterOf(query), policy: policyFor(policyAt, query) };
      const assets = known.of(repositories, filterKey(counted.filter, counted.policy, query.sort), () =>
        assetsOf(inventory.dictionary, repositories, counted, query.sort),
      );
      return paged(assets, query);
    },
  );

  app.get<{ Params: { id: string }; Querystring: CountedQuery }>(
    "/api/v1/assets/:id/repositories",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Repositories that have an asset, most findings first",
        tags: ["assets"],
        params: assetId,
        querystring: countedQuery,
        response: {
          200: pageOf(assetInRepository, "Repositories of this page; none where nobody has it."),
          ...failures,
        },
      },
    },
    async (request) => {
      const { query, params } = request;
      const { inventory, repositories } = await reachedBy(store, request, query);
      const filter = { ...filterOf(query), assets: [params.id] };
      const counted = { filter, policy: policyFor(policyAt, query) };
      return paged(repositoriesOf(inventory.dictionary, repositories, counted), query);
    },
  );

  app.get<{ Params: { id: string }; Querystring: FilterQuery & PagedQuery & RepositoryQuery }>(
    "/api/v1/assets/:id/findings",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Findings of an asset, over the newest scans of all repositories",
        tags: ["assets"],
        params: assetId,
        querystring: findingsQuery,
        response: {
          200: keyedPageOf(findingAnywhere, "Findings of this page; none where nobody has it."),
          ...failures,
        },
      },
    },
    async (request, reply) => {
      const { query, params } = request;
      const { repositories } = await reachedBy(store, request, query);
      const found = await pageOfFindings(store, repositories, {
        query: { ...filterOf(query), assets: [params.id], ...pageQueryOf(query) },
        policy: policyFor(policyAt, query),
        tell: tellAnywhereOf(judgeOf, query),
      });
      return sendPage(reply, found, query.size);
    },
  );

  app.get<{ Querystring: FilterQuery & Omit<PagedQuery, "sort"> & RepositoryQuery }>(
    "/api/v1/certificates",
    {
      config: { access: { role: "viewer", repository: "list" } },
      schema: {
        summary: "Findings that expire, such as certificates, by date, over the newest scans of all repositories",
        tags: ["assets"],
        querystring: certificatesQuery,
        response: { 200: keyedPageOf(findingAnywhere, "Findings of this page; all have `expires`."), ...failures },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const { repositories } = await reachedBy(store, request, query);
      const found = await pageOfFindings(store, repositories, {
        query: { ...filterOf(query), dated: true, ...pageQueryOf({ ...query, sort: "expires" }) },
        policy: policyFor(policyAt, query),
        tell: tellAnywhereOf(judgeOf, query),
      });
      return sendPage(reply, found, query.size);
    },
  );
}

const { sort: _, ...keyed } = pagedFindings;
const certificatesQuery = {
  type: "object",
  additionalProperties: false,
  properties: { ...keyed, ...findingFilters, ...repositoryFilters },
} as const;
