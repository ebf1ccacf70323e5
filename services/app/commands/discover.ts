/** `pqc-audit discover`: the repositories of an organisation, and with `--submit` their scans. */
import { Command, Option } from "commander";
import type { Context } from "../context.ts";
import type { DiscoverFlags } from "./discover-action.ts";
import { collect } from "./options.ts";
import { withServerOptions } from "./server-options.ts";

const HOSTINGS: readonly NonNullable<DiscoverFlags["hosting"]>[] = ["github", "gitlab", "gitea", "bitbucket"];

export function discoverCommand(context: Context): Command {
  const command = new Command("discover")
    .description("list the repositories of an organisation or a file; --submit has a server scan what has changed")
    .argument("[organisation-url]", "such as https://github.com/acme or https://gitlab.example/group/subgroup")
    .option("--targets <file>", "YAML file of repositories and organisations, with team, tags, ref, priority")
    .addOption(
      new Option("--hosting <service>", "what the host is (default: known for the services' own)").choices(HOSTINGS),
    )
    .option("--include <glob>", "only names below the organisation that match; may be repeated", collect, [])
    .option("--exclude <glob>", "leave out names that match; may be repeated", collect, [])
    .option("--archived", "archived repositories too")
    .option("--forks", "forks too")
    .option("--ssh", "by SSH instead of HTTPS")
    .option("--hosting-token-file <file>", "file with the service's token (default: sources.credentials_dir)")
    .option("--submit", "have the server scan those that have changed since their newest scan")
    .option("--lfs", "with --submit: what pointers of Git LFS stand for as well")
    .option("--wait", "with --submit: until every head was looked at, and say how many had not moved")
    .option("--json", "one JSON object");
  return withServerOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (url: string | undefined, options: DiscoverFlags) => {
      const { discoverRepositories } = await import("./discover-action.ts");
      await discoverRepositories(url, options, context);
    });
}

const EXAMPLES = `
Examples:
  $ pqc-audit discover https://github.com/acme --exclude 'sandbox-*' --hosting-token-file token
  $ pqc-audit discover https://git.example/group --hosting gitlab --submit --wait
  $ pqc-audit discover --targets targets.yaml --submit --server https://audit.example

What is archived, a fork, excluded or empty is left out and counted on standard error.`;
