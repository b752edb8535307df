namespace Spico.Silo.Tests.Files;

/// <summary>
/// The moment at which a process falls, counted in steps of what is kept: from then on nothing happens any more, until
/// it is started again. A step that a fall cuts may have happened or not, or by half.
/// </summary>
internal sealed class Fall
{
    private int _left = int.MaxValue;

    public bool HasCome { get; private set; }

    /// <summary>Lets it come at a step; 1 is the next.</summary>
    public void ComeAt(int step)
    {
        _left = step;
        HasCome = false;
    }

    /// <summary>The process is started again.</summary>
    public void Recover() => ComeAt(int.MaxValue);

    /// <summary>A step.</summary>
    public void Pass()
    {
        if (HasCome || --_left == 0)
        {
            HasCome = true;
            throw new InvalidOperationException("The process has fallen.");
        }
    }

    /// <summary>A look, which is no step.</summary>
    public void Look()
    {
        if (HasCome)
        {
            Pass();
        }
    }
}
