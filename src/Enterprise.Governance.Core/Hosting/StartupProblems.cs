using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Hosting;

/// <summary>
/// Stands where the host validates options: keeps what it finds for <see cref="GovernanceStartup"/>, which reports it together with
/// everything else, instead of failing with the first part of it.
/// </summary>
internal sealed class StartupProblems(IStartupValidator? inner) : IStartupValidator
{
    internal List<string> Found { get; } = [];

    public void Validate()
    {
        Found.Clear();
        try
        {
            inner?.Validate();
        }
        catch (OptionsValidationException e)
        {
            Found.AddRange(e.Failures);
        }
        catch (AggregateException e) when (e.InnerExceptions.All(static one => one is OptionsValidationException))
        {
            Found.AddRange(e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static one => one.Failures));
        }
    }
}
