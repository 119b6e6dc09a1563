namespace Enterprise.Governance.Policies.Matching;

/// <summary>Counts comparisons of the matcher, for the tests of its linear bound; <see cref="NoSteps"/> compiles to nothing.</summary>
internal interface IStepCounter
{
    void Add(int steps);
}
