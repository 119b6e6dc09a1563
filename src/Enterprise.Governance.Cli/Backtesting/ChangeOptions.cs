using System.CommandLine;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>The options of commands that show what changes.</summary>
internal static class ChangeOptions
{
    internal static Option<int> CreateExamples()
    {
        Option<int> option = new("--examples") { Description = "How many examples of each kind of change to show; 0 shows no request.", HelpName = "N", DefaultValueFactory = static _ => 3 };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 0)
                result.AddError("--examples is a whole number from 0");
        });
        return option;
    }

    internal static Option<bool> CreateJson() => new("--json") { Description = "Write one JSON object." };

    internal static Option<bool> CreateFailOnChange() => new("--fail-on-change") { Description = "Exit with 3 if anything changes." };
}
