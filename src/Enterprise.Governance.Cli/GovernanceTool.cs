using System.CommandLine;
using System.CommandLine.Invocation;
using Enterprise.Governance.Cli.Anchors;
using Enterprise.Governance.Cli.Approvals;
using Enterprise.Governance.Cli.Archives;
using Enterprise.Governance.Cli.Backtesting;
using Enterprise.Governance.Cli.Bundles;
using Enterprise.Governance.Cli.Canonicalization;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Cli.Keys;
using Enterprise.Governance.Cli.Migrations;
using Enterprise.Governance.Cli.PolicyFiles;
using Enterprise.Governance.Cli.PolicyTests;
using Enterprise.Governance.Cli.Projections;
using Enterprise.Governance.Cli.Verification;

namespace Enterprise.Governance.Cli;

/// <summary>The command tree, and what happens around every command: usage errors, failures, exit codes.</summary>
internal static class GovernanceTool
{
    internal const string Details =
        """
        Exit codes:
          0    done
          1    the machine failed: a file or the database cannot be read or written
          2    wrong usage, configuration or input
          3    findings: of a verification, a lint, a policy test, a check of format, a comparison, a backtest
          4    no such run, approval or checkpoint
          5    the approval was not decided
          130  cancelled

        """;

    internal static async Task<int> RunAsync(IReadOnlyList<string> args, CliHost host, TimeSpan? terminationTimeout = null, CancellationToken cancellationToken = default)
    {
        // `@name` would read arguments from a file: a reason may well begin with it.
        ParseResult parse = CreateRoot(host).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction)
            return UsageErrors.Report(parse, host);
        try
        {
            using StreamWriter output = host.CreateWriter();
            InvocationConfiguration invocation = new()
            {
                Output = output,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = terminationTimeout,
            };
            return await parse.InvokeAsync(invocation, cancellationToken);
        }
        catch (Exception e)
        {
            return FailureReport.Write(e, host);
        }
    }

    private static RootCommand CreateRoot(CliHost host)
    {
        RootCommand root = new("Governance of agents from the command line: canonical JSON, chain verification, checkpoints, evidence, archives, keys, policies, approvals, migrations.")
        {
            CanonicalizeCommand.Create(host),
            VerifyCommand.Create(host),
            CheckpointCommand.Create(host),
            ConsistencyCommand.Create(host),
            BundleCommand.Create(host),
            VerifyBundleCommand.Create(host),
            ArchiveCommand.Create(host),
            KeysCommand.Create(host),
            new Command("policy", "Checks, lints, evaluates, explains, tests, compares and formats policy files.")
            {
                PolicyCheckCommand.Create(host),
                PolicyLintCommand.Create(host),
                PolicyEvalCommand.Create(host),
                PolicyExplainCommand.Create(host),
                PolicyTestCommand.Create(host),
                PolicyDiffCommand.Create(host),
                PolicyBacktestCommand.Create(host),
                PolicyFormatCommand.Create(host),
                PolicySchemaCommand.Create(host),
            },
            ApprovalsCommand.Create(host),
            ProjectionsCommand.Create(host),
            MigrateCommand.Create(host),
        };
        DetailedHelp.AddTo(root);
        return root;
    }
}
