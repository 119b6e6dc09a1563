using Enterprise.Governance.Cli;
using Enterprise.Governance.Cli.Hosting;

// Ctrl+C and SIGTERM cancel the command, which then has two seconds to end.
return await GovernanceTool.RunAsync(args, CliHost.OfProcess(), TimeSpan.FromSeconds(2));
