using Spico.Load.Driving;

namespace Spico.Load.Tests.Driving;

public sealed class LoadShapeTests
{
    [Theory]
    [InlineData("open/500", true, 500)]
    [InlineData("closed/4", false, 4)]
    public void A_load_says_how_it_is_driven_and_how_much(string text, bool isOpen, int value)
    {
        Assert.True(LoadShape.TryParse(text, out LoadShape? shape));
        Assert.Equal(new LoadShape(isOpen, value), shape);
        Assert.Equal(text, shape.ToString());
    }

    [Theory]
    [InlineData("open")]
    [InlineData("open/0")]
    [InlineData("open/-3")]
    [InlineData("half/4")]
    [InlineData("open/5/6")]
    [InlineData("open/many")]
    public void Anything_else_is_refused(string text) => Assert.False(LoadShape.TryParse(text, out _));
}
