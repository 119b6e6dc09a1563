using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Keys;

/// <summary><c>governance keys</c>: what audit keys cover, and new keys for checkpoints.</summary>
internal static class KeysCommand
{
    internal static Command Create(CliHost host) => new("keys", "Shows which audit key covers what, and makes keys that sign checkpoints.") { KeysListCommand.Create(host), KeysGenerateCommand.Create(host) };
}
