using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary>The options that name the set that a command decides with.</summary>
internal sealed class PolicySetInput
{
    internal Option<string[]> Policies { get; } = new("--policies")
    {
        Description = "Policy files, or directories of *.json; together one set.",
        HelpName = "FILE",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    internal Option<string> DefaultEffect { get; } = CreateDefaultEffect();

    /// <summary>Makes the option on its own, for commands that name their files otherwise.</summary>
    internal static Option<string> CreateDefaultEffect()
    {
        Option<string> option = new("--default-effect") { Description = "What happens where no rule decides.", DefaultValueFactory = static _ => "allow" };
        option.AcceptOnlyFromAmong("allow", "deny");
        return option;
    }

    internal static PolicySetOptions OptionsOf(string defaultEffect) => new() { DefaultEffect = defaultEffect == "deny" ? PolicyEffect.Deny : PolicyEffect.Allow };

    /// <returns>The set, or nothing once every problem has been written.</returns>
    internal Task<PolicySet?> LoadAsync(CliHost host, ParseResult parse, CancellationToken cancellationToken) =>
        LoadAsync(host, parse.GetRequiredValue(Policies), OptionsOf(parse.GetRequiredValue(DefaultEffect)), cancellationToken);

    /// <inheritdoc cref="LoadAsync(CliHost, ParseResult, CancellationToken)"/>
    internal static async Task<PolicySet?> LoadAsync(CliHost host, IReadOnlyList<string> paths, PolicySetOptions options, CancellationToken cancellationToken)
    {
        (PolicyLoadResult result, IReadOnlyList<SourceDiagnostic> unreadable, _) = await PolicyFileReader.LoadAsync(paths, options, cancellationToken);
        foreach (SourceDiagnostic problem in (IEnumerable<SourceDiagnostic>)[.. unreadable, .. result.Errors])
            host.Error.WriteLine(Printable.Text(problem.ToString()));
        return unreadable.Count == 0 ? result.Set : null;
    }
}
