namespace Enterprise.Governance.Policies.Matching;

internal readonly struct NoSteps : IStepCounter
{
    public void Add(int steps)
    {
    }
}
