"""What is missing before a step of a post, in French sentences."""

from funding.enums import PostState
from funding.models.posts import Post


def missing_before(post: Post, to: PostState) -> list[str]:
    """What stands between a post and this state; an empty list opens the door."""
    return []
