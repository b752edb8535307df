using Spico.Load.Reporting;

namespace Spico.Load.Tests.Reporting;

public sealed class ObjectiveTests
{
    [Theory]
    [InlineData("p99<50ms", "p99", 49.9, 50)]
    [InlineData("p99.9 <= 2s", "p99.9", 2000, 2000.1)]
    [InlineData("ack.p50<500us", "ack.p50", 0.49, 0.5)]
    [InlineData("acked>2000", "acked", 2001, 2000)]
    [InlineData("rate>=2000/s", "acked", 2000, 1999)]
    [InlineData("session.kb<=20KB", "session.kb", 20, 21)]
    [InlineData("recovery<2000", "recovery", 1999, 2000)]
    public void It_names_a_figure_and_its_limit(string text, string name, double met, double missed)
    {
        Assert.True(Objective.TryParse(text, out Objective? objective));
        Assert.Equal(name, objective.Name);
        Assert.True(objective.IsMet(met));
        Assert.False(objective.IsMet(missed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p99")]
    [InlineData("p99<")]
    [InlineData("<50ms")]
    [InlineData("p99=50ms")]
    [InlineData("p99<50 bananas")]
    [InlineData("p99<-1")]
    public void Anything_else_is_refused(string text) => Assert.False(Objective.TryParse(text, out _));
}
