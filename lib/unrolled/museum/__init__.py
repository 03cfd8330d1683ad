"""Museum: published bugs, and the checks that find them; imports gradients and below."""
