using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary><c>governance policy schema</c>.</summary>
internal static class PolicySchemaCommand
{
    internal static Command Create(CliHost host)
    {
        Option<bool> tests = new("--tests") { Description = "The schema of test files, *.policytest.json." };
        Command command = new("schema", "Writes the JSON Schema of policy files, for editors.") { tests };
        command.SetAction(async (parse, _) =>
        {
            await using StreamWriter output = host.CreateWriter();
            output.Write(parse.GetValue(tests) ? PolicySchema.OfPolicyTests() : PolicySchema.OfPolicies());
        });
        return command;
    }
}
