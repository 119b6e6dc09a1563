using System.Text;
using Enterprise.Governance.Policies.Arguments;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.Linting.Values;

/// <summary>Makes tests that stand in no rule.</summary>
internal static class ArgumentTests
{
    /// <param name="name">An operator.</param>
    /// <param name="operand">An operand of a type that it takes, in canonical form.</param>
    internal static ArgumentTest Make(string name, string operand) => ArgumentOperator.Find(name)!.Create(name, Operand.Literal(Encoding.UTF8.GetBytes(operand)));
}
